"""Each official condition of an item's declaration is one small named rule. `book.CHECKS` has them all."""
