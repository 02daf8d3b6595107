// The line to the server. Whoever finds it down says so here: the reader is told in words, what was typed stays where it is,
// and what waits goes on as soon as the server answers again. Links are followed then; what changes something is sent only
// when its reader presses again, who may have thought better of it meanwhile.
const LINE = (() => {
  "use strict";
  const bar = document.getElementById("line"), words = bar?.dataset ?? {};
  const AGAIN = 3000, LONGEST = 8000, QUIET = 10000, SHOWN = 8000, GATEWAY = [502, 503, 504];
  const notes = new Map(); // who waits -> what the reader is told of it
  let down = false, leaving = false, asking = null, heard = Date.now(), hiding = 0, held = null, wanted = null, going = null, back = null, waiting = [];

  // What the reader is told.

  function tell(text, { bad = false, offer = null } = {}) {
    if (!bar) return;
    clearTimeout(hiding);
    bar.className = bad ? "lifeline bad" : "lifeline";
    bar.hidden = false;
    const parts = [Object.assign(document.createElement("span"), { textContent: text })];
    if (offer) parts.push(offer);
    bar.replaceChildren(...parts);
    if (!bad && !offer) hiding = setTimeout(() => { bar.hidden = true; }, SHOWN);
  }

  const told = () => { if (down) tell([words.down, ...notes.values()].join(" "), { bad: true }); };

  function note(who, text) {
    if (text) notes.set(who, text); else notes.delete(who);
    told();
  }

  // Whether the server answers.

  function lost() {
    if (down || leaving) return;
    down = true;
    back = new Promise((go) => { waiting.push(go); });
    if (going) { // a server that hangs would keep the page waiting until the browser shows its own error in its place
      const kept = going;
      window.stop();
      kept();
    }
    told();
    setTimeout(look, AGAIN);
  }

  function found() {
    heard = Date.now();
    going = null;
    if (!down) return;
    down = false;
    notes.clear();
    const button = held?.isConnected && Object.assign(document.createElement("button"), { type: "button", textContent: words.send });
    tell([words.back, button ? words.unsent.replace("{what}", named(held)) : ""].join(" "), { offer: button });
    if (button) {
      const pressed = held;
      button.addEventListener("click", () => { bar.hidden = true; pressed.form.requestSubmit(pressed); });
      pressed.focus();
    }
    held = null;
    for (const go of waiting.splice(0)) go();
    if (wanted) { const link = wanted; wanted = null; link(); }
  }

  async function ask(address, options = {}) {
    let answer;
    try {
      answer = await fetch(address, options);
    } catch (wrong) {
      if (wrong.name !== "AbortError") lost();
      throw wrong;
    }
    if (GATEWAY.includes(answer.status)) { lost(); throw new TypeError(`the server is away: ${answer.status}`); }
    found();
    return answer;
  }

  function look() {
    asking ??= ask(words.ask, { cache: "no-store", signal: AbortSignal.timeout(LONGEST) })
      .catch(() => {}) // it was told already
      .finally(() => { asking = null; if (down) setTimeout(look, AGAIN); });
  }

  // What is pressed while the line is down is held back, with the page as it is.

  const named = (button) => (button.textContent || button.value).trim().slice(0, 60);

  function keepForm(form, button) {
    if (form.method === "get") return later(() => form.requestSubmit());
    held = button ?? form.querySelector("button");
    note("held", words.form.replace("{what}", held ? named(held) : ""));
  }

  function goes(keep) {
    going = keep;
    look();
  }

  function pressedForm(event) {
    const form = event.target, button = event.submitter;
    if (!bar || form.method === "dialog" || form.matches("[data-scripted]")) return;
    if (!down) return goes(() => keepForm(form, button));
    event.preventDefault();
    event.stopPropagation();
    keepForm(form, button);
  }

  function pressedLink(event) {
    const link = event.target.closest("a[href]");
    if (!bar || !link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.origin !== location.origin || link.target || link.hasAttribute("download") || link.getAttribute("href").startsWith("#")) return;
    if (!down) return goes(() => later(() => link.click()));
    event.preventDefault();
    event.stopPropagation();
    later(() => link.click());
  }

  if (bar) {
    document.addEventListener("submit", pressedForm, true);
    document.addEventListener("click", pressedLink, true);
    // The finger goes down a moment before it comes up: time enough to learn that nobody is there.
    document.addEventListener("pointerdown", (event) => { if (event.target.closest?.("a[href], form button")) look(); }, true);
    document.addEventListener("input", (event) => { if (event.target.form && Date.now() - heard > QUIET) look(); });
    addEventListener("pagehide", () => { leaving = true; }); // what is broken off by leaving is no lost line
    addEventListener("pageshow", () => { leaving = false; });
    addEventListener("offline", lost);
    addEventListener("online", look);
    document.addEventListener("visibilitychange", () => { if (down && !document.hidden) look(); });
  }

  function later(go) {
    wanted = go;
    note("wanted", words.link);
  }

  return { ask, lost, note, later, back: () => (down ? back : Promise.resolve()), isDown: () => down };
})();
