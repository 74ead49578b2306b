// The map of the road on a canvas: a conic equal-area projection fitted to the road's own places.
// Land and lanes are drawn once to a canvas off the screen; parcels, offices and names go on top.

// Colours are the tokens of the page's theme: a mode's and a load's bear their names.
const MODES = {
  road: { dash: [], bend: 0 },
  rail: { dash: [], bend: 0.05 },
  air: { dash: [6, 4], bend: -0.13 },
  sea: { dash: [2, 3], bend: 0.16 },
};
const OTHER_MODE = { dash: [], bend: -0.04 };
const LEVELS = ["calm", "busy", "over"];
const DARK_INK = "#1b2a25", WHITE = "#fff"; // on an office's own colour, in both themes
const STEPS = 128; // points of an evenly resampled lane
const FRAME_MS = 33;
const RANKS = { office: 0, border: 1, origin: 2, city: 3 };

export class RoadMap {
  constructor(canvas, language, moveMs) {
    this.canvas = canvas;
    this.ink = canvas.getContext("2d");
    this.base = document.createElement("canvas");
    this.short = new Intl.NumberFormat(language, { notation: "compact", maximumSignificantDigits: 3 });
    this.font = getComputedStyle(document.documentElement).fontFamily;
    this.moveMs = moveMs;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.land = null;
    this.state = null;
    this.moves = [];
    this.moveStart = 0;
    this.lastFrame = 0;
    this.running = false;
    const again = () => {
      this.rebuild();
      this.draw(this.share()); // at once, for paper waits for no frame
    };
    for (const change of ["(prefers-color-scheme: dark)", "print"]) matchMedia(change).addEventListener("change", again);
    new ResizeObserver(() => this.rebuild()).observe(canvas.parentElement);
  }

  async load(address) {
    const atlas = await (await fetch(address)).json();
    this.land = topojson.feature(atlas, atlas.objects.land);
    this.rebuild();
  }

  show(state) {
    const before = new Map(this.moves.map((move) => [move.id, move]));
    const shift = this.share();
    const geometry = JSON.stringify([state.places, state.lanes]);
    this.state = state;
    if (geometry !== this.geometry) {
      this.geometry = geometry;
      this.rebuild();
    }
    this.moves = state.parcels.map(([lane, to, id]) => {
      const old = id && before.get(id);
      const from = old && old.lane === lane && old.to <= to ? old.from + (old.to - old.from) * shift : to;
      return { id, lane, from, to };
    });
    this.moveStart = performance.now();
    this.run();
  }

  // How far the dots have come from the picture before to the newest, 0 to 1.
  share() {
    if (this.still.matches) return 1;
    return Math.min((performance.now() - this.moveStart) / this.moveMs, 1);
  }

  run() {
    if (this.running) return;
    this.running = true;
    const frame = (now) => {
      const share = this.share();
      if (now - this.lastFrame >= FRAME_MS || share === 1) {
        this.lastFrame = now;
        this.draw(share);
      }
      if (share < 1) requestAnimationFrame(frame);
      else this.running = false;
    };
    requestAnimationFrame(frame);
  }

  // Everything that depends on the size of the canvas or on places and lanes.
  rebuild() {
    const box = this.canvas.parentElement.getBoundingClientRect();
    if (!this.state || !box.width || !this.state.places.length) return;
    const style = getComputedStyle(document.documentElement);
    this.colour = (token) => style.getPropertyValue(`--${token}`).trim();
    this.width = box.width;
    this.height = box.height;
    this.scale = Math.min(window.devicePixelRatio || 1, 2);
    for (const canvas of [this.canvas, this.base]) {
      canvas.width = Math.round(this.width * this.scale);
      canvas.height = Math.round(this.height * this.scale);
    }
    this.projection = fitted(this.state, this.width, this.height);
    this.spots = new Map(this.state.places.map((place) => [place.id, this.projection([place.lon, place.lat])]));
    this.lines = this.state.lanes.map((lane) => evenLine(lane, this.projection));
    this.drawBase();
    this.run();
  }

  drawBase() {
    const ink = this.base.getContext("2d");
    ink.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    ink.fillStyle = this.colour("water");
    ink.fillRect(0, 0, this.width, this.height);
    const path = d3.geoPath(this.projection, ink);
    if (this.land) {
      ink.beginPath();
      path(this.land);
      ink.fillStyle = this.colour("land");
      ink.fill();
      ink.strokeStyle = this.colour("shore");
      ink.lineWidth = 0.8;
      ink.stroke();
    }
    ink.beginPath();
    path(d3.geoGraticule().step([10, 10])());
    ink.strokeStyle = this.colour("grid");
    ink.globalAlpha = 0.7;
    ink.lineWidth = 0.5;
    ink.stroke();
    const most = Math.max(1, ...this.state.lanes.map((lane) => lane.travelling));
    this.state.lanes.forEach((lane, at) => {
      const { dash } = MODES[lane.mode] || OTHER_MODE;
      ink.beginPath();
      this.lines[at].forEach(([x, y], step) => (step ? ink.lineTo(x, y) : ink.moveTo(x, y)));
      ink.strokeStyle = this.modeColour(lane.mode);
      ink.setLineDash(dash);
      ink.globalAlpha = lane.travelling ? 0.5 : 0.25;
      ink.lineWidth = 0.9 + 2.2 * Math.sqrt(lane.travelling / most);
      ink.stroke();
    });
    ink.setLineDash([]);
    ink.globalAlpha = 1;
  }

  draw(share) {
    if (!this.projection) return;
    const ink = this.ink;
    ink.setTransform(1, 0, 0, 1, 0, 0);
    ink.drawImage(this.base, 0, 0);
    ink.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    this.drawParcels(ink, share);
    this.drawPlaces(ink);
  }

  modeColour(mode) {
    return this.colour(mode in MODES ? mode : "local");
  }

  drawParcels(ink, share) {
    const radius = this.width < 600 ? 1.3 : 1.7;
    const byColour = new Map();
    for (const move of this.moves) {
      const lane = this.state.lanes[move.lane];
      const colour = this.modeColour(lane.mode);
      const spot = alongLine(this.lines[move.lane], move.from + (move.to - move.from) * share);
      if (!byColour.has(colour)) byColour.set(colour, []);
      byColour.get(colour).push(spot);
    }
    for (const [colour, spots] of byColour) {
      ink.beginPath();
      for (const [x, y] of spots) {
        ink.moveTo(x + radius, y);
        ink.arc(x, y, radius, 0, 2 * Math.PI);
      }
      ink.fillStyle = colour;
      ink.fill();
    }
  }

  drawPlaces(ink) {
    const offices = this.officeSpots(ink);
    const taken = [...offices.values()].map(({ x, y, r }) => [x - r, y - r, x + r, y + r]);
    const places = [...this.state.places].sort((a, b) => rank(a, offices) - rank(b, offices));
    for (const place of places) {
      if (offices.has(place.id)) continue;
      const [x, y] = this.spots.get(place.id);
      drawMark(ink, place.kind, x, y, this.colour("ink"), this.colour("panel"));
      taken.push([x - 3, y - 3, x + 3, y + 3]);
    }
    for (const office of offices.values()) this.drawOffice(ink, office);
    for (const place of places) {
      const office = offices.get(place.id);
      const [x, y] = this.spots.get(place.id);
      this.drawName(ink, place, x, y, office ? office.r : 4, taken, Boolean(office));
    }
  }

  // One circle a place: the backlogs of its offices together, the worst of their levels.
  officeSpots(ink) {
    const spots = new Map();
    const most = Math.max(1, ...this.state.offices.map((office) => office.backlog));
    for (const office of this.state.offices) {
      if (!this.spots.has(office.place)) continue;
      const [x, y] = this.spots.get(office.place);
      const spot = spots.get(office.place) || { x, y, backlog: 0, level: "calm" };
      spot.backlog += office.backlog;
      if (LEVELS.indexOf(office.level) > LEVELS.indexOf(spot.level)) spot.level = office.level;
      spots.set(office.place, spot);
    }
    ink.font = `600 ${this.width < 600 ? 10 : 11}px ${this.font}`;
    for (const spot of spots.values()) {
      spot.text = this.short.format(spot.backlog);
      const largest = this.width < 600 ? 17 : 24;
      spot.r = Math.max(ink.measureText(spot.text).width / 2 + 4, 9, largest * Math.sqrt(spot.backlog / most));
    }
    return spots;
  }

  drawOffice(ink, { x, y, r, text, level }) {
    ink.beginPath();
    ink.arc(x, y, r, 0, 2 * Math.PI);
    ink.fillStyle = this.colour(level);
    ink.globalAlpha = 0.94;
    ink.fill();
    ink.globalAlpha = 1;
    ink.strokeStyle = this.colour("panel");
    ink.lineWidth = 1.5;
    ink.stroke();
    ink.font = `600 ${this.width < 600 ? 10 : 11}px ${this.font}`;
    ink.textAlign = "center";
    ink.textBaseline = "middle";
    ink.fillStyle = level === "busy" ? DARK_INK : WHITE;
    ink.fillText(text, x, y + 0.5);
  }

  // A name goes right, left, below or above its mark, wherever it hides nothing; else it is left out.
  drawName(ink, place, x, y, gap, taken, strong) {
    const size = this.width < 600 ? 10 : 11.5;
    ink.font = `${strong ? 600 : 400} ${size}px ${this.font}`;
    ink.textAlign = "left";
    ink.textBaseline = "middle";
    const wide = ink.measureText(place.name).width;
    const away = gap + 3;
    const half = size / 2 + 1;
    const starts = [
      [x + away, y], [x - away - wide, y], [x - wide / 2, y + gap + half + 1], [x - wide / 2, y - gap - half - 1],
    ];
    for (const [left, middle] of starts) {
      const box = [left - 1, middle - half, left + wide + 1, middle + half];
      if (box[0] < 2 || box[2] > this.width - 2 || box[1] < 2 || box[3] > this.height - 2) continue;
      if (taken.some((other) => overlap(other, box))) continue;
      taken.push(box);
      ink.strokeStyle = this.colour("land");
      ink.lineWidth = 3;
      ink.lineJoin = "round";
      ink.strokeText(place.name, left, middle);
      ink.fillStyle = place.kind === "city" && !strong ? this.colour("soft") : this.colour("ink");
      ink.fillText(place.name, left, middle);
      return;
    }
  }
}

function rank(place, offices) {
  return offices.has(place.id) ? -1 : RANKS[place.kind] ?? 4;
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

function drawMark(ink, kind, x, y, dark, pale) {
  ink.beginPath();
  if (kind === "border") {
    ink.moveTo(x, y - 4);
    ink.lineTo(x + 4, y);
    ink.lineTo(x, y + 4);
    ink.lineTo(x - 4, y);
    ink.closePath();
  } else if (kind === "origin") {
    ink.rect(x - 3, y - 3, 6, 6);
  } else {
    ink.arc(x, y, 2.6, 0, 2 * Math.PI);
  }
  ink.fillStyle = kind === "city" ? pale : dark;
  ink.fill();
  ink.strokeStyle = kind === "city" ? dark : pale;
  ink.lineWidth = 1;
  ink.stroke();
}

// Standard parallels a sixth inside the road's own latitudes keep shapes true where it matters.
function fitted(state, width, height) {
  const points = [...state.places.map((place) => [place.lon, place.lat]), ...state.lanes.flatMap((lane) => lane.points)];
  const [lons, lats] = [points.map((point) => point[0]), points.map((point) => point[1])];
  const [west, east, south, north] = [Math.min(...lons), Math.max(...lons), Math.min(...lats), Math.max(...lats)];
  const sixth = Math.max(north - south, 1) / 6;
  const side = width < 600 ? 22 : 46;
  return d3
    .geoConicEqualArea()
    .parallels([south + sixth, north - sixth])
    .rotate([-(west + east) / 2, 0])
    .fitExtent([[side, 26], [width - side, height - 26]], { type: "MultiPoint", coordinates: points })
    .clipExtent([[-20, -20], [width + 20, height + 20]]);
}

// The lane on the screen as STEPS + 1 points at even distances; a lane of two points is bent by its mode,
// so that rail, road and air between the same cities stay apart.
function evenLine(lane, projection) {
  const { bend } = MODES[lane.mode] || OTHER_MODE;
  const line = [];
  for (let at = 1; at < lane.points.length; at++) {
    const between = d3.geoInterpolate(lane.points[at - 1], lane.points[at]);
    for (let step = at === 1 ? 0 : 1; step <= 32; step++) line.push(projection(between(step / 32)));
  }
  if (lane.points.length === 2) {
    const [[x0, y0], [x1, y1]] = [line[0], line[32]];
    line.forEach((spot, step) => {
      const rise = 4 * bend * (step / 32) * (1 - step / 32) * Math.sign(x1 - x0 || 1);
      spot[0] -= (y1 - y0) * rise;
      spot[1] += (x1 - x0) * rise;
    });
  }
  const lengths = [0];
  for (let at = 1; at < line.length; at++) {
    lengths.push(lengths[at - 1] + Math.hypot(line[at][0] - line[at - 1][0], line[at][1] - line[at - 1][1]));
  }
  const even = [];
  for (let step = 0, at = 1; step <= STEPS; step++) {
    const goal = (lengths[lengths.length - 1] * step) / STEPS;
    while (at < lengths.length - 1 && lengths[at] < goal) at++;
    const part = (goal - lengths[at - 1]) / (lengths[at] - lengths[at - 1] || 1);
    even.push([
      line[at - 1][0] + (line[at][0] - line[at - 1][0]) * part,
      line[at - 1][1] + (line[at][1] - line[at - 1][1]) * part,
    ]);
  }
  return even;
}

function alongLine(line, progress) {
  const place = Math.min(Math.max(progress, 0), 1) * STEPS;
  const at = Math.min(Math.floor(place), STEPS - 1);
  const part = place - at;
  return [line[at][0] + (line[at + 1][0] - line[at][0]) * part, line[at][1] + (line[at + 1][1] - line[at][1]) * part];
}
