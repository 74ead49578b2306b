"""What the border asks: dated law as data, and the reckoning of one parcel or a million."""
