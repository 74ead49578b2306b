// The scan station: the field is free again at once. What is scanned while an answer is awaited goes together as one
// call; what did not come through stays here, and goes with the next Enter. Without this script the form is sent as any.
const form = document.querySelector("[data-station]");
const kept = document.querySelector("[data-kept]");
const { number: field, many } = form.elements;
const TYPED = ["number", "many", "was", "csrfmiddlewaretoken"]; // what goes with each call, or is not kept with it
const waiting = [];
let busy = false;
let pointed = false; // the last thing was done by pointer, not by key
let status = 0;

const count = (text) => text.split(/\s+/).filter(Boolean).length;
const chosen = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !TYPED.includes(name)));
const alike = (one, two) => JSON.stringify({ ...one, number: "" }) === JSON.stringify({ ...two, number: "" });

// The first of those that wait, with all behind it that are told alike, as many as one call takes.
function together() {
  let [size, end] = [count(waiting[0].number), 1];
  while (end < waiting.length && alike(waiting[0], waiting[end])) {
    size += count(waiting[end].number);
    if (size > Number(form.dataset.most)) break;
    end += 1;
  }
  return waiting.splice(0, end);
}

async function send() {
  if (busy || !waiting.length) return;
  const group = together();
  const numbers = group.map((one) => one.number).join("\n");
  [busy, status] = [true, 0];
  try {
    await htmx.ajax("POST", form.action, {
      source: form, target: "#said", swap: "innerHTML", values: { ...group[0], number: numbers, many: "" },
    });
  } catch {
    // no answer: told below
  }
  busy = false;
  const answered = status === 200 || status === 422;
  if (status === 422) {
    many.value = [numbers, many.value].filter(Boolean).join("\n"); // to be mended
    many.closest("details").open = true;
  } else if (!answered) {
    waiting.unshift(...group);
  }
  kept.hidden = answered;
  kept.querySelector("code").textContent = answered ? "" : waiting.map((one) => one.number).join(" ").slice(0, 2000);
  if (answered) send();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const numbers = [field.value, many.value].filter((text) => text.trim()).join("\n");
  if (numbers) waiting.push({ ...chosen(), number: numbers });
  field.value = many.value = "";
  field.focus();
  send();
});

form.addEventListener("htmx:beforeOnLoad", (event) => {
  status = event.detail.xhr.status;
  if (status !== 200 && status !== 422) event.preventDefault(); // nothing of it is shown, and nobody is led away
});

form.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status === 422) [event.detail.shouldSwap, event.detail.isError] = [true, false];
});

// A field of one line would join the lines of what is pasted.
field.addEventListener("paste", (event) => {
  const text = event.clipboardData.getData("text");
  if (!/[\r\n]/.test(text.trim())) return;
  event.preventDefault();
  many.value = [many.value.trim(), text.trim()].filter(Boolean).join("\n");
  many.closest("details").open = true;
});

// A scanner types wherever the focus is: it comes back to the field, but never away from who uses keys.
document.addEventListener("pointerdown", () => (pointed = true));
document.addEventListener("keydown", (event) => {
  pointed = false;
  const elsewhere = event.target.closest("a, button, input, select, summary, textarea");
  if (!elsewhere && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) field.focus();
});
form.addEventListener("change", (event) => {
  if (pointed && event.target.matches("select")) field.focus();
});

window.addEventListener("beforeunload", (event) => {
  if (busy || waiting.length) event.preventDefault();
});
