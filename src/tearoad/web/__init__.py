"""The people's door: the control room page, in Russian, Chinese and English."""
