// The budget sheet in the hand: moving, selecting, typing, pasting. What is typed is read and worked out by the server;
// this script sends it and shows the answer. Without it the page has a form for the same.
"use strict";
(() => {
  const table = document.getElementById("sheet");
  if (!table || !table.dataset.edit) return;

  const words = table.dataset;
  const byId = (id) => document.getElementById(id);
  const told = byId("sheet-told"), sums = byId("sheet-sums"), dialog = byId("sheet-diff");
  const columns = [...table.querySelectorAll("thead th[data-col]")].map((head) => head.dataset.col);
  const rows = [...table.tBodies[0].rows].map((row) => ({ code: row.dataset.row, cells: [...row.cells].slice(1) }));
  const placeOf = new Map(rows.map((row, at) => [row.code, at]));
  const SUMMED_AT_ONCE = 20000;

  let anchor = { r: 0, c: 0 }, end = { r: 0, c: 0 };
  let picked = [], typing = null, dragging = false, waiting = 0, queue = Promise.resolve(), late = null, hiding = 0;
  const changes = [], AGAIN = 4000; // what is on its way or waits for the line, in order

  // Where the reader is.

  const cellAt = (place) => rows[place.r].cells[place.c];
  const clamp = (value, last) => Math.max(0, Math.min(value, last));
  const box = () => ({
    top: Math.min(anchor.r, end.r), bottom: Math.max(anchor.r, end.r),
    left: Math.min(anchor.c, end.c), right: Math.max(anchor.c, end.c),
  });
  const isLine = (r) => rows[r].code.startsWith("l~");
  const isMonth = (c) => columns[c].startsWith("m:");

  function placeOfCell(cell) {
    const r = placeOf.get(cell.parentElement.dataset.row);
    return r === undefined ? null : { r, c: cell.cellIndex - 1 };
  }

  function select(to, { extend = false, focus = true } = {}) {
    const before = cellAt(end);
    end = { r: clamp(to.r, rows.length - 1), c: clamp(to.c, columns.length - 1) };
    if (!extend) anchor = { ...end };
    for (const cell of picked) cell.removeAttribute("aria-selected");
    picked = [];
    const { top, bottom, left, right } = box();
    for (let r = top; r <= bottom; r++) {
      for (let c = left; c <= right; c++) {
        rows[r].cells[c].setAttribute("aria-selected", "true");
        picked.push(rows[r].cells[c]);
      }
    }
    before.tabIndex = -1;
    const now = cellAt(end);
    now.tabIndex = 0;
    if (focus) {
      now.focus({ preventScroll: true });
      now.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    tell();
  }

  // Sum, average and count of what is selected: exact, in the smallest unit.

  const digits = Number(words.digits);

  function minor(text) {
    if (!/^\u2212?[\d,]+(\.\d+)?$/.test(text)) return null; // no figure, or what was typed and waits for the line
    const [whole, part = ""] = text.replace(/,/g, "").replace("\u2212", "-").split(".");
    return BigInt(whole + part.padEnd(digits, "0"));
  }

  function major(value) {
    const sign = value < 0n ? "\u2212" : "";
    const text = (value < 0n ? -value : value).toString().padStart(digits + 1, "0");
    const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ",");
    const part = text.slice(text.length - digits);
    return sign + (digits && /[1-9]/.test(part) ? `${whole}.${part}` : whole);
  }

  function tell() {
    if (picked.length < 2 || picked.length > SUMMED_AT_ONCE) { sums.textContent = ""; return; }
    let sum = 0n, count = 0n;
    for (const cell of picked) {
      const value = minor(cell.textContent);
      if (value !== null) { sum += value; count += 1n; }
    }
    if (!count) { sums.textContent = ""; return; }
    const twice = sum * 2n + count, average = twice / (2n * count);
    sums.textContent = `${words.count} ${count} · ${words.average} ${major(average)} · ${words.sum} ${major(sum)}`;
  }

  // What the server says.

  function say(text, { bad = false } = {}) {
    clearTimeout(hiding);
    told.className = bad ? "toast bad" : "toast";
    told.setAttribute("role", bad ? "alert" : "status");
    told.hidden = false;
    told.textContent = text;
    if (!bad) hiding = setTimeout(() => { told.hidden = true; }, 8000);
  }

  function show(answer) {
    const start = performance.now();
    words.token = answer.token;
    words.decimals = String(answer.decimals);
    for (const field of document.querySelectorAll("input[name=token]")) field.value = answer.token;
    if (answer.lines.length !== rows.length || answer.lines.some((code, at) => code !== rows[at].code)) {
      location.reload();
      return;
    }
    for (const [code, cells] of Object.entries(answer.rows)) {
      const row = rows[placeOf.get(code)].cells;
      for (let c = 0; c < cells.length; c++) put(row[c], cells[c][0], cells[c][1]);
    }
    for (const [code, [value, note]] of Object.entries(answer.kpis)) {
      const place = document.querySelector(`[data-kpi="${code}"]`);
      place.querySelector(".kpi-value").textContent = value;
      place.querySelector(".kpi-note").textContent = note;
    }
    for (const place of document.querySelectorAll("[data-part]")) {
      if (answer.parts[place.dataset.part]) place.textContent = answer.parts[place.dataset.part];
    }
    tell();
    if (document.activeElement === cellAt(end)) cellAt(end).scrollIntoView({ block: "nearest", inline: "nearest" });
    requestAnimationFrame(() => setTimeout(() => performance.measure("sheet-shown", { start })));
  }

  function put(cell, text, marks) {
    const node = cell.firstChild;
    if (!node || node.nodeType !== Node.TEXT_NODE || cell.childNodes.length > 1) cell.textContent = text;
    else if (node.data !== text) node.data = text;
    const held = marks.includes("h"), said = marks.includes("s");
    if (cell.classList.contains("held") !== held) cell.classList.toggle("held", held);
    if (cell.classList.contains("said") !== said) cell.classList.toggle("said", said);
    const title = [held ? words.held : "", said ? words.said : ""].filter(Boolean).join(", ");
    if (cell.title !== title) { if (title) cell.title = title; else cell.removeAttribute("title"); }
  }

  // One change after the other: each names the save that the one before led to.

  function newKey() {
    return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function send(asked, cell, text) {
    return take({ job: { ...asked, key: newKey() }, cell, text });
  }

  function take(change) {
    changes.push(change);
    remember();
    waiting += 1;
    table.setAttribute("aria-busy", "true");
    if (change.cell) change.cell.classList.add("waiting");
    if (LINE.isDown()) wait();
    queue = queue.then(() => post(change)).finally(() => {
      waiting -= 1;
      changes.splice(changes.indexOf(change), 1);
      remember();
      if (!waiting) table.removeAttribute("aria-busy");
      if (change.cell) change.cell.classList.remove("waiting");
    });
    return queue;
  }

  // While the line is down, changes wait in their order, each under its own key: what was saved already is not saved twice.

  const KEPT = `sheet ${table.dataset.edit}`;

  function remember() {
    try {
      if (changes.length) sessionStorage.setItem(KEPT, JSON.stringify(changes.map((each) => each.job)));
      else sessionStorage.removeItem(KEPT);
    } catch { /* a browser that keeps nothing, or a paste that is too long for it */ }
  }

  function remembered() {
    try { return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]"); } catch { return []; }
  }

  function wait() {
    for (const each of changes) {
      if (!each.cell || each.text === undefined || each.was !== undefined) continue;
      each.was = each.cell.textContent;
      if (typing?.cell !== each.cell) each.cell.textContent = each.text;
    }
    LINE.note("sheet", words.pending.replace("{count}", changes.length));
  }

  const token = (page = document) => page.querySelector("[name=csrfmiddlewaretoken]");

  async function signedIn() {
    const page = await LINE.ask(location.href).then((reply) => (reply.redirected ? "" : reply.text()));
    const fresh = token(new DOMParser().parseFromString(page, "text/html"));
    if (fresh) for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = fresh.value;
    return Boolean(fresh);
  }

  async function answered(change) {
    const { job } = change;
    job.token ??= words.token;
    job.decimals ??= words.decimals;
    for (;;) {
      try {
        const reply = await LINE.ask(table.dataset.edit, {
          method: "POST",
          headers: { Accept: "application/json", "X-CSRFToken": token().value },
          body: new URLSearchParams(job),
        });
        if (!reply.redirected && reply.status !== 403) return await reply.json();
        if (reply.status !== 403 || !(await signedIn())) {
          say(words.signedOut.replace("{count}", changes.length), { bad: true });
          do await new Promise((go) => setTimeout(go, AGAIN)); while (!(await signedIn()));
        } else if (change.renewed) {
          return null; // it is not the sign-in that stands in the way
        }
        change.renewed = true;
      } catch (wrong) {
        if (!LINE.isDown()) throw wrong;
        wait();
        await LINE.back();
      }
    }
  }

  async function post(change) {
    const { job, cell, text } = change, slow = setTimeout(() => { if (!LINE.isDown()) say(words.working); }, 700);
    const answer = await answered(change).catch(() => null);
    clearTimeout(slow);
    if (answer?.state === "saved") {
      show(answer);
      say(answer.told, { bad: answer.left > 0 });
    } else if (answer?.state === "stale") {
      show(answer);
      late = { ...job, token: undefined, decimals: undefined };
      byId("diff-body").innerHTML = answer.diff;
      dialog.showModal();
    } else {
      say(answer?.told ?? words.lost, { bad: true });
      if (change.was !== undefined) cell.textContent = change.was;
      if (cell && text !== undefined) mend(cell, text);
    }
  }

  // Text that was refused is there to be mended, at once or, while something else is being typed, on the way back to it.

  function mend(cell, text) {
    if (!typing) return edit(placeOfCell(cell), text);
    cell.dataset.typed = text;
    cell.classList.add("wrong");
  }

  function corners(extra = {}) {
    const { top, bottom, left, right } = box();
    return { row: rows[top].code, col: columns[left], row2: rows[bottom].code, col2: columns[right], ...extra };
  }

  // Typing into a cell.

  function edit(place, text) {
    if (typing) close(false);
    const cell = cellAt(place);
    if (cell.getAttribute("aria-readonly")) return;
    select(place);
    if (cell.dataset.typed) {
      text = cell.dataset.typed;
      cell.classList.remove("wrong");
      delete cell.dataset.typed;
    }
    const input = document.createElement("input");
    input.value = text;
    input.autocomplete = "off";
    const head = table.querySelector(`th[data-col="${CSS.escape(columns[place.c])}"]`);
    input.setAttribute("aria-label", `${cell.parentElement.cells[0].textContent} ${head.textContent}`);
    typing = { cell, place, input, before: cell.textContent };
    cell.classList.add("editing");
    cell.replaceChildren(input);
    input.focus();
    input.setSelectionRange(text.length, text.length);
    input.addEventListener("blur", () => { if (typing && typing.input === input) close(true); });
  }

  function close(keep) {
    const { cell, place, input, before } = typing;
    typing = null;
    cell.classList.remove("editing");
    cell.textContent = before;
    const text = input.value.trim();
    if (keep && text && text !== before) {
      send({ act: "set", row: rows[place.r].code, col: columns[place.c], text }, cell, text);
    }
  }

  function typed(event) {
    const steps = { Enter: { r: event.shiftKey ? -1 : 1, c: 0 }, Tab: { r: 0, c: event.shiftKey ? -1 : 1 } };
    if (event.key === "Escape") {
      const { place } = typing;
      close(false);
      select(place);
    } else if (steps[event.key] && !event.isComposing) {
      const { place } = typing, step = steps[event.key];
      close(true);
      select({ r: place.r + step.r, c: place.c + step.c });
    } else {
      return;
    }
    event.preventDefault();
  }

  // Keys on the sheet.

  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-12, 0], PageDown: [12, 0] };

  function pressed(event) {
    if (typing) { typed(event); return; }
    if (event.target.closest("td") === null) return;
    const command = event.ctrlKey || event.metaKey, key = event.key.toLowerCase();
    if (ARROWS[event.key]) {
      const far = command ? 1e6 : 1, [r, c] = ARROWS[event.key];
      select({ r: end.r + r * far, c: end.c + c * far }, { extend: event.shiftKey });
    } else if (event.key === "Home" || event.key === "End") {
      const last = event.key === "End";
      const r = command ? (last ? rows.length - 1 : 0) : end.r;
      select({ r, c: last ? columns.length - 1 : 0 }, { extend: event.shiftKey });
    } else if (command && key === "a") {
      anchor = { r: 0, c: 0 };
      select({ r: rows.length - 1, c: columns.length - 1 }, { extend: true });
    } else if (command && key === "z" && !event.shiftKey) {
      send({ act: "undo" });
    } else if (command || event.altKey) {
      return;
    } else if (event.key === "Enter" || event.key === "F2") {
      edit(end, cellAt(end).textContent);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      send(corners({ act: "clear" }));
    } else if (key === "h") {
      hold(picked.some((cell) => cell.textContent && !cell.classList.contains("held")));
    } else if (event.key === "Escape") {
      select(end);
    } else if (event.key.length === 1 && event.key !== " ") {
      edit(end, event.key);
    } else {
      return;
    }
    event.preventDefault();
  }

  function hold(held) {
    send(corners({ act: held ? "hold" : "release" }));
  }

  // Copy and paste: sums are left out between single cells, so that what is copied here can be pasted here.

  function copied(event) {
    if (typing || !table.contains(document.activeElement)) return;
    const { top, bottom, left, right } = box();
    const span = (from, to, single) => {
      const all = Array.from({ length: to - from + 1 }, (_, at) => from + at), own = all.filter(single);
      return own.length ? own : all;
    };
    const across = span(left, right, isMonth);
    const lines = span(top, bottom, isLine).map((r) => across.map((c) => rows[r].cells[c].textContent).join("\t"));
    event.clipboardData.setData("text/plain", lines.join("\n"));
    event.preventDefault();
  }

  function pasted(event) {
    if (typing || !table.contains(document.activeElement)) return;
    const start = performance.now(), text = event.clipboardData.getData("text/plain");
    event.preventDefault();
    if (!text.trim()) return;
    const range = corners({ act: "paste", text });
    if (picked.length === 1) { delete range.row2; delete range.col2; }
    send(range);
    performance.measure("sheet-pasted", { start });
  }

  // The pointer.

  table.addEventListener("pointerdown", (event) => {
    const cell = event.target.closest("tbody td");
    if (!cell || event.button !== 0 || (typing && cell === typing.cell)) return;
    if (typing) close(true);
    dragging = event.pointerType === "mouse";
    select(placeOfCell(cell), { extend: event.shiftKey });
    event.preventDefault();
  });
  table.addEventListener("pointerover", (event) => {
    const cell = dragging && event.target.closest("tbody td");
    if (cell) select(placeOfCell(cell), { extend: true, focus: false });
  });
  document.addEventListener("pointerup", () => { dragging = false; });
  table.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("tbody td");
    if (cell && !typing) edit(placeOfCell(cell), cell.textContent);
  });
  table.addEventListener("keydown", pressed);
  document.addEventListener("copy", copied);
  document.addEventListener("paste", pasted);

  byId("sheet-undo").addEventListener("submit", (event) => {
    event.preventDefault();
    send({ act: "undo" });
  });
  for (const [id, held] of [["sheet-hold", true], ["sheet-release", false]]) {
    byId(id).hidden = false;
    byId(id).addEventListener("click", () => hold(held));
  }
  byId("sheet-comment").hidden = false;
  byId("sheet-comment").addEventListener("click", () => {
    byId("c-row").value = rows[end.r].code;
    byId("c-col").value = columns[end.c];
    byId("c-text").focus();
  });

  // Somebody else saved first: the change is kept until the reader has chosen.

  byId("diff-mine").addEventListener("click", () => {
    const job = late;
    late = null;
    dialog.close();
    send(job);
  });
  byId("diff-theirs").addEventListener("click", () => { late = null; dialog.close(); });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => cellAt(end).focus({ preventScroll: true }));

  window.addEventListener("beforeunload", (event) => {
    if (typing || waiting || late) event.preventDefault();
  });

  for (const job of remembered()) take({ job });
  for (const row of rows) for (const cell of row.cells) cell.tabIndex = -1;
  if (rows.length) cellAt(end).tabIndex = 0;
})();
