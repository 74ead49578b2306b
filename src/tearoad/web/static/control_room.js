// Keeps the page fresh: asks for the state every two seconds and hands it to the tables and the map.
import { RoadMap } from "./map.js";

const EVERY_MS = 2000;
const LOST_AFTER_MS = 10000;
const canvas = document.getElementById("map");
const lost = document.getElementById("lost");
const parts = new Map([...document.querySelectorAll("[data-fragment]")].map((part) => [part.dataset.fragment, part]));
const shown = new Map();
const map = new RoadMap(canvas, canvas.dataset.language, EVERY_MS);

function show(state) {
  for (const [name, html] of Object.entries(state.fragments)) {
    if (shown.get(name) === html) continue; // an unchanged part keeps the reader's selection
    shown.set(name, html);
    parts.get(name).innerHTML = html;
  }
  map.show(state.map);
}

async function poll() {
  if (!document.hidden) {
    try {
      const answer = await fetch(document.body.dataset.state, { signal: AbortSignal.timeout(LOST_AFTER_MS) });
      if (!answer.ok) throw new Error(`state ${answer.status}`);
      show(await answer.json());
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
  }
  setTimeout(poll, EVERY_MS);
}

map.load(canvas.dataset.land);
poll();
