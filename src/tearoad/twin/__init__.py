"""The same journey on a simulated clock, as numbers alone; it knows journey and rooms, no files.

`simulate` runs one network with one demand, `compare` scenarios side by side by common luck.
"""

from tearoad.twin.compare import compare as compare
from tearoad.twin.simulate import simulate as simulate
