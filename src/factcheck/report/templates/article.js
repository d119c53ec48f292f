// Adds what reading does not need: the note beside its claim, filter, keyboard and copying.
"use strict";
document.documentElement.classList.add("script");
addEventListener("DOMContentLoaded", () => {
  const $ = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];

  const entries = all(".note").map((note) => ({
    note,
    claim: document.getElementById(note.id.replace("note", "claim")),
    label: note.classList[1],
    confidence: Number(note.querySelector("data").value),
    shown: true,
  }));
  const byClaim = new Map(entries.map((entry) => [entry.claim.id, entry]));
  const later = all("[data-of]:not(.none)"); // what follows of a claim in further paragraphs
  const total = Number($(".lanes").dataset.sentences);
  let current = null;

  /** Put the note of a claim beside the text, and the focus on the claim. */
  function open(entry, block = "nearest") {
    mark(entry);
    entry.claim.tabIndex = -1;
    entry.claim.setAttribute("aria-describedby", entry.note.id);
    entry.claim.focus({ preventScroll: true });
    entry.claim.scrollIntoView({ block });
    entry.note.scrollTop = 0;
    $(".lanes").style.setProperty("--at", (place(entry) + 0.5) / total);
    history.replaceState(null, "", "#" + entry.claim.id); // last: some browsers refuse many in a row
  }

  /** Lead the keyboard into a note, which stands far from its claim in the order of the page. */
  function read(note) {
    note.tabIndex = -1;
    note.focus({ preventScroll: true });
  }

  function close() {
    if (!current) return;
    if (current.note.contains(document.activeElement)) current.claim.focus({ preventScroll: true });
    mark(null);
    history.replaceState(null, "", location.pathname + location.search);
  }

  function mark(entry) {
    for (const part of ["note", "claim"]) {
      current?.[part].classList.remove("current");
      entry?.[part].classList.add("current");
    }
    current = entry;
    document.documentElement.classList.toggle("open", Boolean(entry));
    tell();
  }

  /** The claim that the address names, by itself or by its note; no filter may hide it. */
  function fromAddress() {
    const entry = byClaim.get(location.hash.slice(1).replace("note", "claim"));
    if (!entry || entry === current) return;
    if (!entry.shown) showAll();
    open(entry, "center");
  }

  function step(by) {
    const shown = entries.filter((entry) => entry.shown || entry === current);
    const next = current ? shown.indexOf(current) + by : by > 0 ? 0 : shown.length - 1;
    if (shown[next]) open(shown[next]);
  }

  function place(entry) {
    return Number(entry.claim.id.slice("claim-".length));
  }

  function filter() {
    const least = Number($("#least").value);
    const wanted = new Set(all(".lanes input:checked").map((box) => box.value));
    for (const entry of entries) {
      entry.shown = wanted.has(entry.label) && Math.round(100 * entry.confidence) >= least;
      entry.note.classList.toggle("off", !entry.shown);
      entry.claim.classList.toggle("off", !entry.shown);
    }
    for (const piece of later) {
      piece.classList.toggle("off", !byClaim.get(piece.dataset.of).shown);
    }
    $("#least-output").value = least + "%";
    if (current && !current.shown) close();
    tell();
  }

  function showAll() {
    for (const box of all(".lanes input")) box.checked = true;
    $("#least").value = 0;
    filter();
  }

  function tell() {
    const shown = entries.filter((entry) => entry.shown);
    const at = shown.indexOf(current) + 1;
    $("#where").value = (at ? at + " of " : "") + shown.length + (shown.length === 1 ? " claim" : " claims");
    $("#copy").disabled = !current;
  }

  function quotation() {
    const words = (selector, within = document) => within.querySelector(selector)?.textContent;
    const origin = [words(".author"), words("h1"), words(".outlet"), words(".published")];
    const link = $(".outlet a")?.href;
    const judged = `[${current.label}, ${words("data", current.note)}]`;
    const from = origin.filter(Boolean).join(", ");
    return `“${words(".said", current.note)}” — ${[from, link, judged].filter(Boolean).join(" ")}`;
  }

  // The event of copying works where the clipboard API is shut: on pages that came by plain HTTP.
  function copy() {
    const give = (event) => {
      event.clipboardData.setData("text/plain", quotation());
      event.preventDefault();
    };
    document.addEventListener("copy", give, { once: true });
    const done = document.execCommand("copy");
    document.removeEventListener("copy", give);
    $("#where").value = done ? "copied" : "not allowed here";
    setTimeout(tell, 2000);
  }

  const keys = { j: () => step(1), k: () => step(-1), Escape: close };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    keys[event.key]();
    event.preventDefault();
  });
  $("#text").addEventListener("click", (event) => {
    const piece = event.target.closest(".claim:not(.none), .tag");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey; // a new tab
    if (!piece || elsewhere || !getSelection().isCollapsed) return;
    const claim = piece.dataset.of ?? (piece.hash ?? "#" + piece.id).slice(1).replace("note", "claim");
    const entry = byClaim.get(claim);
    if (entry.shown) open(entry);
    if (entry.shown && event.detail === 0) read(entry.note);
    event.preventDefault();
  });
  $(".lanes").addEventListener("click", (event) => {
    const lane = event.target.closest("svg");
    if (!lane) return;
    const box = lane.getBoundingClientRect();
    const at = ((event.clientX - box.left) / box.width) * total - 0.5;
    const shown = entries.filter((entry) => entry.shown && entry.label === lane.dataset.label);
    const far = (entry) => Math.abs(place(entry) - at);
    if (shown.length) open(shown.reduce((one, other) => (far(other) < far(one) ? other : one)), "center");
  });
  $("#previous").addEventListener("click", () => step(-1));
  $("#next").addEventListener("click", () => step(1));
  $("#copy").addEventListener("click", copy);
  $(".summary").addEventListener("input", filter);
  addEventListener("hashchange", fromAddress);

  filter(); // a browser may have kept what was chosen before
  fromAddress();
});
