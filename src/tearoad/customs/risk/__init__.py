"""Which declarations to look at: scores learned from what was inspected, reasons, and selection at a capacity."""
