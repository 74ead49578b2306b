"""Carriers, one module each; the simulated one plays everybody whom the demo road has no partner for."""
