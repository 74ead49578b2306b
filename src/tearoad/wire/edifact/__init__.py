"""UN/EDIFACT interchanges (ISO 9735, versions 1 to 4): read, written, and checked against subsets that are data."""
