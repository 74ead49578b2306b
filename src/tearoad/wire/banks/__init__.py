"""Payment providers and banks: a provider's port, a simulator of one, what banks and providers report."""
