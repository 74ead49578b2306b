"""One module per intention: load, decide, save, in one transaction; ports say what each needs of the world."""
