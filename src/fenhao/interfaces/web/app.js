// What every page gains from a script: filters that answer at once, progress that moves, searching from the keyboard,
// shortcuts, columns of one's own, and a question before typed work is lost. Every page works without it.
(() => {
  "use strict";
  const one = (selector, inside = document) => inside.querySelector(selector);
  const all = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const keep = {
    get: (name) => { try { return localStorage.getItem(name); } catch { return null; } },
    set: (name, value) => { try { localStorage.setItem(name, value); } catch { /* a browser that keeps nothing */ } },
  };
  const read = async (address) => {
    const answer = await LINE.ask(address, { headers: { "X-Requested-With": "fetch" } });
    return { answer, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
  };

  // Filters and the page's own links answer without loading everything anew. The budget sheet has a script of its own.

  const asks = { "hx-target": "#main", "hx-select": "#main", "hx-swap": "outerHTML", "hx-push-url": "true", "hx-sync": "this:replace" };

  function enliven() {
    if (one("#sheet") || typeof htmx === "undefined") return;
    for (const form of all("main form[role=search]:not([hx-get])")) {
      if (form.method !== "get") continue;
      form.setAttribute("hx-get", form.getAttribute("action") || location.pathname);
      form.setAttribute("hx-trigger", "submit, change");
      for (const [name, value] of Object.entries(asks)) form.setAttribute(name, value);
      htmx.process(form);
    }
    for (const link of all("main a[href^='?']:not([hx-get], [download])")) {
      link.setAttribute("hx-get", location.pathname + link.getAttribute("href"));
      for (const [name, value] of Object.entries(asks)) link.setAttribute(name, value);
      htmx.process(link);
    }
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, pathInfo } = event.detail;
    const landed = new URL(xhr.responseURL || location.href);
    if (xhr.status < 400 && landed.pathname === new URL(pathInfo.requestPath, location).pathname) return;
    event.preventDefault(); // signed out, moved or gone: the browser shows what there is
    location.assign(xhr.status < 400 ? landed : pathInfo.finalRequestPath || pathInfo.requestPath);
  });
  for (const failed of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(failed, (event) => {
    const asker = event.detail.elt; // what was asked is asked again, unless something else is by then
    LINE.lost();
    LINE.later(() => (asker.isConnected ? htmx.trigger(asker, asker.matches("form") ? "submit" : "click") : location.reload()));
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement === document.body) one("#main").focus({ preventScroll: true });
    arrive();
  });

  // Work that goes on: look again after a while, until the page says that it is over.

  function watch(page = document) {
    const pause = Number(one("meta[name=fenhao-poll]", page)?.content);
    if (pause) setTimeout(look, pause * 1000);
  }

  async function look() {
    const { answer, page } = await read(location.href).catch(() => ({}));
    if (!answer) { // the line is down; the work is not
      LINE.note("work", one("#line")?.dataset.work);
      return void LINE.back().then(look);
    }
    const next = one("#main", page);
    if (answer.redirected || !answer.ok || !next || !one("meta[name=fenhao-poll]", page)) return location.replace(answer.url);
    const held = document.activeElement?.closest("main button[name]");
    one("#main").replaceChildren(...next.childNodes);
    if (held) one(`main button[name="${held.name}"]`)?.focus({ preventScroll: true });
    watch(page);
  }

  // Search: Ctrl+K, results below the field, arrows and Enter.

  const find = one("[data-find]"), field = find && one("input", find);
  let found = null, asked = 0;

  function close() {
    found?.remove();
    found = null;
    field?.removeAttribute("aria-activedescendant");
    field?.setAttribute("aria-expanded", "false");
  }

  async function seek() {
    const text = field.value.trim(), mine = ++asked;
    if (!text) return close();
    const { page } = await read(`${SEARCH}?q=${encodeURIComponent(text)}`).catch(() => ({}));
    const list = page && one("#found", page);
    if (mine !== asked || !list) return;
    close();
    found = document.createElement("div");
    found.className = "found";
    found.id = "found-here";
    found.append(...list.childNodes);
    all("a", found).forEach((link, at) => { link.id = `found-${at}`; link.tabIndex = -1; });
    find.append(found);
    field.setAttribute("aria-expanded", "true");
    point(0);
  }

  function point(step) {
    const links = all("a", found ?? document.createElement("div"));
    if (!links.length) return;
    const now = links.findIndex((link) => link.classList.contains("at"));
    const next = now < 0 ? 0 : (now + step + links.length) % links.length;
    links[now]?.classList.remove("at");
    links[next].classList.add("at");
    links[next].scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", links[next].id);
  }

  if (field) {
    let pause = 0;
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", "found-here");
    field.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(seek, 150); });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") { close(); field.value = ""; }
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); point(event.key === "ArrowDown" ? 1 : -1); }
      else if (event.key === "Enter" && found && one("a.at", found)) { event.preventDefault(); one("a.at", found).click(); }
    });
    document.addEventListener("click", (event) => { if (!find.contains(event.target)) close(); });
  }

  // Shortcuts. Those of single letters can be switched off, for people who speak to their computer.

  let before = "", forget = 0;
  const typing = (target) => target.closest("input, select, textarea, [contenteditable], #sheet, dialog");

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && field) {
      event.preventDefault();
      field.focus();
      return field.select();
    }
    if (event.key === "Escape") all("details.person[open], details.columns-menu[open]").forEach((menu) => { menu.open = false; });
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || keep.get("keys") === "off") return;
    if (event.key === "?") { event.preventDefault(); return shortcuts(); }
    const keys = before ? `${before} ${event.key}` : event.key;
    clearTimeout(forget);
    before = "";
    if (keys === "v p") return one("[data-key=private]")?.click();
    const link = LEADS[keys] && one(`.side a[href="${LEADS[keys]}"]`); // only where the navigation leads
    if (link) return link.click();
    before = event.key;
    forget = setTimeout(() => { before = ""; }, 900);
  });

  async function shortcuts() {
    const { page } = await read(SHORTCUTS);
    const dialog = document.createElement("dialog"), sheet = one("#shortcuts", page);
    if (!sheet) return;
    dialog.setAttribute("aria-label", one("h1", page).textContent);
    dialog.append(sheet);
    document.body.append(dialog);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    letters(dialog);
    dialog.showModal();
  }

  function letters(inside) {
    const box = one("[data-letters]", inside);
    if (!box) return;
    box.checked = keep.get("keys") !== "off";
    box.addEventListener("change", () => keep.set("keys", box.checked ? "on" : "off"));
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-shortcuts]")) { event.preventDefault(); shortcuts(); }
    for (const menu of all("details.person[open], details.columns-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // Groups of the navigation stay as their reader left them; the one of this page is open in any case.

  for (const group of all("details.group")) {
    const name = `group ${group.dataset.group}`, left = keep.get(name);
    if (left && !one("[aria-current]", group)) group.open = left === "open";
    one("summary", group).addEventListener("click", () => keep.set(name, group.open ? "shut" : "open"));
  }

  // Columns: a table whose heads are named lets its reader leave some out; this browser remembers which.

  function columns(table) {
    const heads = all("thead th[data-column]", table), name = `columns ${location.pathname} ${heads.map((head) => head.dataset.column).join(" ")}`;
    if (table.dataset.chosen || !heads.length) return;
    table.dataset.chosen = "1";
    const hidden = new Set((keep.get(name) ?? "").split(" ").filter(Boolean));
    const menu = document.createElement("details"), set = document.createElement("fieldset");
    menu.className = "columns-menu";
    menu.append(Object.assign(document.createElement("summary"), { textContent: document.body.dataset.columns }), set);
    for (const head of heads) {
      const label = document.createElement("label"), box = Object.assign(document.createElement("input"), { type: "checkbox", checked: !hidden.has(head.dataset.column) });
      label.append(box, ` ${head.textContent}`);
      set.append(label);
      box.addEventListener("change", () => {
        hidden[box.checked ? "delete" : "add"](head.dataset.column);
        keep.set(name, [...hidden].join(" "));
        leave(table, hidden);
      });
    }
    (table.closest(".scroll") ?? table).before(menu);
    leave(table, hidden);
  }

  function leave(table, hidden) {
    const gone = all("thead tr:last-child > *", table).map((head) => hidden.has(head.dataset.column));
    for (const row of table.rows) {
      let at = 0;
      for (const cell of row.cells) {
        const span = Number((cell.dataset.span ??= cell.colSpan));
        const shown = gone.slice(at, at + span).filter((each) => !each).length;
        at += span;
        cell.hidden = !shown;
        if (shown) cell.colSpan = shown;
      }
    }
  }

  // Typed work is not lost without a question.

  let dirty = false;
  const ask = (event) => { if (dirty || one("#sheet input, #sheet[aria-busy]")) event.preventDefault(); };

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form?.method !== "post" || !form.closest("main") || dirty) return;
    dirty = true;
    addEventListener("beforeunload", ask);
  });
  document.addEventListener("submit", (event) => { if (event.target.method === "post") dirty = false; });
  addEventListener("pageshow", (event) => { if (event.persisted) dirty = false; });
  if (one("#sheet")) addEventListener("beforeunload", ask);

  function arrive() {
    enliven();
    all("table:has(th[data-column])").forEach(columns);
  }

  letters(document);
  arrive();
  watch();
})();
