"""The generator of the demo road's merchants, products and orders; seeded, and imported by the operator's door only."""
