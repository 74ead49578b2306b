"""What is sold: the words by which it is found, how offers of one model are ordered, how a basket is split."""
