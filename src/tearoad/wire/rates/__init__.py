"""Exchange rates as banks publish them: the ECB's history as shipped, and files that an operator brings.

`ecb.ecb_history` takes no file; `files.read_rates` takes a file or a folder of the layouts in `central_banks` and
`table`. `tearoad.customs.rates.joined` makes one list of what several of them give.
"""
