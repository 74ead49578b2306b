// Keeps the page fresh: asks for the state every few seconds and hands it to the parts; shows the map's figures.
const EVERY_MS = 4000;
const LOST_AFTER_MS = 10000;
const lost = document.getElementById("lost");
const tip = document.getElementById("tip");
const map = document.getElementById("map");
const parts = new Map([...document.querySelectorAll("[data-fragment]")].map((part) => [part.dataset.fragment, part]));
const shown = new Map();

function show(state) {
  const held = document.activeElement?.id;
  for (const [name, html] of Object.entries(state.fragments)) {
    if (shown.get(name) === html) continue; // an unchanged part keeps the reader's selection
    shown.set(name, html);
    parts.get(name).innerHTML = html;
  }
  if (held && document.activeElement?.id !== held) document.getElementById(held)?.focus({ preventScroll: true });
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

function tell(event) {
  const told = event.target.closest(".leg, .gauge");
  tip.hidden = !told;
  if (told) tip.textContent = told.getAttribute("aria-label");
}

for (const kind of ["pointerover", "pointerdown", "focusin"]) map.addEventListener(kind, tell);
for (const kind of ["pointerleave", "focusout"]) map.addEventListener(kind, () => (tip.hidden = true));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") tip.hidden = true;
});
poll();
