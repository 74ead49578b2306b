// Keys of the customs desk: single ones, which can be switched off (WCAG 2.1.4). Without this script all is done by Tab.
const OFF = "desk-keys-off"; // in the browser's own storage
const list = document.querySelector("[data-keys]");
const rows = [...document.querySelectorAll("[data-rows] th a")];
const facts = [...document.querySelectorAll("[data-facts] input[name=fact]")];
const box = list.querySelector("[data-keys-on]");

function kept() {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false; // a browser that keeps nothing
  }
}

function step(by) {
  const at = rows.indexOf(document.activeElement);
  rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, at + by))]?.focus();
}

function choose(at) {
  if (!facts[at]) return false;
  facts[at].checked = true;
  facts[at].focus();
  return true;
}

function follow(mark) {
  const link = document.querySelector(mark);
  link?.click();
  return Boolean(link);
}

const does = {
  j: () => step(1),
  k: () => step(-1),
  n: () => follow("[data-next], [rel=next]"),
  u: () => follow("[data-up]"),
  "/": () => (document.querySelector("[data-filter] select") ?? document.getElementById("why"))?.focus(),
  "?": () => {
    list.open = !list.open;
    list.querySelector("summary").focus();
  },
};

// Letters by their place, so that a Russian keyboard finds them too; signs by what they are, or by their place there.
function word(event) {
  if (event.key === "/" || event.key === "?") return event.key;
  if (event.code === "Slash" && ".,".includes(event.key)) return event.shiftKey ? "?" : "/";
  return /^Key[JKNU]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
}

box.checked = !kept();
box.closest("label").hidden = false;
box.addEventListener("change", () => {
  try {
    localStorage.setItem(OFF, box.checked ? "" : "1");
  } catch {
    // it holds for this page only
  }
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio], [type=checkbox]), select, textarea");
  if (!box.checked || typing || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const said = word(event);
  const done = /^[1-9]$/.test(said) ? choose(Number(said) - 1) : Object.hasOwn(does, said) && does[said]() !== false;
  if (done) event.preventDefault();
});
