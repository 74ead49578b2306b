"""Postal messages under the UPU's names: ITMATT-, PREDES-, CUSITM-, CUSRSP- and EMSEVT-like, not certified.

The UPU's own texts are sold and were not read. What is here is Tearoad's own model of what these messages are for, with
the names that posts know. Every message says so itself (`values.NOT_CERTIFIED`).
"""
