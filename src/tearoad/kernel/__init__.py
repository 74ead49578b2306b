"""Array programs on NumPy: integers for money, weight and time; no tearoad types, no input or output, no clock."""
