"""Files of orders: the native layout, and mappings that adapt other shops' exports to it.

`lines.read_orders` takes CSV, CSV.gz or Parquet; a mapping (`mapping.read_mapping`) is a small TOML file.
"""
