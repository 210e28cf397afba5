/**
 * The parts that the desk's panels are made of: elements, fields with their labels, and a list to choose from. All work by keyboard.
 * @typedef {{id: string, name: string, also?: string, detail?: string}} Choice
 * @typedef {HTMLElement & {fail: (why: string) => void, input: HTMLElement | null}} Field
 * @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Input
 */

let serial = 0;

/** A name for an element that no other has. @param {string} name */
export const unique = (name) => `dk-${name}-${++serial}`;

/**
 * An element with attributes, listeners (`onclick` and its like) and children. Texts are set as text, never as HTML.
 * @param {string} tag @param {Record<string, any>} [attributes] @param {...any} children @returns {any}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** @param {string} label @param {() => void} onclick @param {Record<string, any>} [attributes] @param {...any} children @returns {HTMLButtonElement} */
export const button = (label, onclick, attributes = {}, ...children) => element("button", { type: "button", onclick, ...attributes }, label, ...children);

/** The shape of a position; 0 is 'no side'. @param {number} number */
export function shape(number) {
  const namespace = "http://www.w3.org/2000/svg";
  const [svg, use] = [document.createElementNS(namespace, "svg"), document.createElementNS(namespace, "use")];
  svg.setAttribute("class", "g");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#g-p${number}`);
  svg.append(use);
  return element("span", { class: `dk-shape p${number}` }, svg);
}

/**
 * A label, its control, a hint and a place for what is wrong, tied together.
 * @param {string} label @param {HTMLElement} control @param {{hint?: string, needed?: boolean, group?: boolean}} [more] @returns {Field}
 */
export function field(label, control, { hint = "", needed = false, group = false } = {}) {
  const input = /** @type {HTMLElement | null} */ (control.matches("input, textarea, select") ? control : control.querySelector("input, textarea, select"));
  const id = unique("field");
  const error = element("p", { class: "dk-error", id: `${id}-error`, hidden: true });
  const note = hint ? element("p", { class: "dk-hint", id: `${id}-hint` }, hint) : null;
  if (input && !group) {
    input.id ||= id;
    input.setAttribute("aria-describedby", [note?.id, error.id].filter(Boolean).join(" "));
    if (needed) input.setAttribute("aria-required", "true");
  }
  const name = needed ? [label, element("span", { class: "dk-needed" }, " needed")] : [label];
  const box = group
    ? element("fieldset", { class: "dk-field" }, element("legend", {}, name), control, note, error)
    : element("div", { class: "dk-field" }, element("label", { for: input?.id }, name), control, note, error);
  box.fail = (/** @type {string} */ why) => {
    error.textContent = why;
    error.hidden = !why;
    if (why) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
  };
  for (const event of ["input", "change"]) box.addEventListener(event, () => box.fail(""));
  box.input = input ?? control.querySelector("button");
  return box;
}

/** One line of text. @param {string} value @param {(value: string) => void} oninput @param {Record<string, any>} [attributes] @returns {HTMLInputElement} */
export function line(value, oninput, attributes = {}) {
  const input = element("input", { type: "text", autocomplete: "off", dir: "auto", ...attributes, oninput: () => oninput(input.value) });
  input.value = value;
  return input;
}

/** Several lines of text. @param {string} value @param {(value: string) => void} oninput @param {Record<string, any>} [attributes] @returns {HTMLTextAreaElement} */
export function area(value, oninput, attributes = {}) {
  const input = element("textarea", { rows: 2, dir: "auto", ...attributes, oninput: () => oninput(input.value) });
  input.value = value;
  return input;
}

/** One of a few. @param {[string, string][]} options @param {string} value @param {(value: string) => void} onchange @returns {HTMLSelectElement} */
export function choose(options, value, onchange) {
  const select = element("select", { onchange: () => onchange(select.value) }, options.map(([id, label]) => element("option", { value: id }, label)));
  select.value = value;
  return select;
}

/**
 * One of several, all in view; a position has its shape.
 * @param {{value: string, label: string, hint?: string, number?: number}[]} options @param {string} value @param {(value: string) => void} onchange
 */
export function radios(options, value, onchange) {
  const name = unique("radio");
  return element(
    "div",
    { class: "dk-radios" },
    options.map((option) => {
      const input = element("input", { type: "radio", name, value: option.value, onchange: () => onchange(option.value) });
      input.checked = option.value === value;
      const hint = option.hint ? element("small", {}, option.hint) : null;
      return element("label", { class: option.number === undefined ? null : `p${option.number}` }, input, option.number === undefined ? null : shape(option.number), element("span", {}, option.label, hint));
    }),
  );
}

/** Any of several. @param {[string, string][]} options @param {string[]} values @param {(values: string[]) => void} onchange */
export function checks(options, values, onchange) {
  const chosen = new Set(values);
  return element(
    "div",
    { class: "dk-radios" },
    options.map(([id, label]) => {
      const toggle = () => {
        if (input.checked) chosen.add(id);
        else chosen.delete(id);
        onchange(options.map(([other]) => other).filter((other) => chosen.has(other)));
      };
      const input = element("input", { type: "checkbox", onchange: toggle });
      input.checked = chosen.has(id);
      return element("label", {}, input, element("span", {}, label));
    }),
  );
}

/** A text without accents, capitals and doubled spaces, for comparing. @param {string} text */
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/\s+/g, " ").toLowerCase();

/**
 * Type, and choose from what is there, or add something new (the ARIA pattern of a combobox with a list).
 * @param {{label: string, value: string, choices: () => Choice[], onpick: (id: string) => void, onadd?: (typed: string) => void, addLabel?: string, placeholder?: string}} options
 * @returns {HTMLElement & {show: (id: string) => void}}
 */
export function combobox({ label, value, choices, onpick, onadd, addLabel = "Add", placeholder = "" }) {
  const listId = unique("list");
  const input = /** @type {HTMLInputElement} */ (element("input", { type: "text", role: "combobox", "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", dir: "auto", placeholder }));
  const list = element("ul", { role: "listbox", id: listId, class: "dk-list", hidden: true, "aria-label": label });
  const nameOf = (/** @type {string} */ id) => choices().find((choice) => choice.id === id)?.name ?? id;
  /** @type {(Choice | null)[]} null is 'add something new' */
  let rows = [];
  let active = -1;
  input.value = value ? nameOf(value) : "";

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (/** @type {number} */ index) => {
    active = index;
    for (const [number, row] of [...list.children].entries()) row.setAttribute("aria-selected", String(number === index));
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };
  const pick = (/** @type {number} */ index) => {
    const [row, typed] = [rows[index], input.value.trim()];
    close();
    if (!row) return onadd?.(typed === nameOf(value) ? "" : typed);
    value = row.id;
    input.value = row.name;
    onpick(row.id);
  };
  const open = (/** @type {string} */ typed) => {
    const wanted = folded(typed.trim());
    rows = choices().filter((choice) => folded(`${choice.name} ${choice.also ?? ""} ${choice.id}`).includes(wanted)).slice(0, 50);
    if (onadd && !rows.some((row) => row && folded(row.name) === wanted)) rows.push(null);
    list.replaceChildren(
      ...rows.map((row, index) => {
        const said = row ? [element("b", { dir: "auto" }, row.name), row.detail ? element("span", { dir: "auto" }, row.detail) : null] : [wanted ? `${addLabel} “${typed.trim()}”` : addLabel];
        const press = (/** @type {Event} */ event) => {
          event.preventDefault();
          pick(index);
        };
        return element("li", { role: "option", id: `${listId}-${index}`, "aria-selected": "false", class: row ? null : "dk-new", onpointerdown: press }, said);
      }),
    );
    active = -1;
    list.hidden = !rows.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  };
  input.addEventListener("input", () => {
    open(input.value);
    if (!input.value.trim() && value) onpick((value = ""));
  });
  input.addEventListener("click", () => list.hidden && open(""));
  input.addEventListener("blur", () => {
    close();
    input.value = value ? nameOf(value) : "";
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open("");
      if (rows.length) mark((active + (event.key === "ArrowDown" ? 1 : rows.length - (active < 0 ? 0 : 1))) % rows.length);
    } else if (event.key === "Enter" && !list.hidden && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      pick(Math.max(active, 0));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab" && !list.hidden && active >= 0) pick(active);
  });
  const box = element("div", { class: "dk-combobox" }, input, list);
  box.show = (/** @type {string} */ id) => {
    value = id;
    input.value = id ? nameOf(id) : "";
  };
  return box;
}

/** A button that copies a text. @param {string} label @param {string} text */
export function copyButton(label, text) {
  const made = button(label, async () => {
    await navigator.clipboard.writeText(text);
    made.textContent = "Copied";
  });
  return made;
}

/**
 * Views beside a form, as tabs; where there is room for it the style shows all at once.
 * @param {[string, HTMLElement][]} all
 */
export function tabs(all) {
  const id = unique("view");
  const isThere = () => boxes.flatMap((box, number) => (box.hidden ? [] : [number]));
  const show = (/** @type {number} */ chosen) => {
    for (const [number, tab] of buttons.entries()) {
      tab.setAttribute("aria-selected", String(number === chosen));
      tab.tabIndex = number === chosen ? 0 : -1;
      boxes[number].classList.toggle("dk-away", number !== chosen);
    }
  };
  const boxes = all.map(([name, view], number) => element("section", { class: "dk-view", role: "tabpanel", id: `${id}-${number}`, "aria-labelledby": `${id}-tab-${number}`, tabindex: 0 }, element("p", { class: "dk-viewname", "aria-hidden": "true" }, name), view));
  const buttons = all.map(([name], number) => button(name, () => show(number), { role: "tab", id: `${id}-tab-${number}`, "aria-controls": `${id}-${number}` }));
  const onkeydown = (/** @type {KeyboardEvent} */ event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    const there = isThere();
    const next = there[(there.indexOf(buttons.indexOf(/** @type {any} */ (event.target))) + by * (document.documentElement.dir === "rtl" ? -1 : 1) + there.length) % there.length];
    show(next);
    buttons[next].focus();
  };
  show(0);
  const box = element("div", { class: "dk-views" }, element("div", { class: "dk-tabs", role: "tablist", "aria-label": "What this will be", onkeydown }, buttons), boxes);
  /** Takes a view out for as long as there is nothing to see in it. */
  const have = (/** @type {number} */ number, /** @type {boolean} */ is) => {
    const isChosen = buttons[number].getAttribute("aria-selected") === "true";
    boxes[number].hidden = buttons[number].hidden = !is;
    if (!is && isChosen) show(isThere()[0] ?? 0);
    else if (is && !isThere().some((other) => other < number)) show(number);
  };
  return { box, have };
}

/** What is written into files, line by line. @param {Record<string, string[]>} diffs @returns {HTMLElement[]} */
export function diffView(diffs) {
  return Object.entries(diffs).map(([path, rows]) => {
    const name = path.split("/").at(-1) ?? path;
    const lines = rows.map((row) => {
      if (row.startsWith("@@")) return element("span", { class: "dk-at-line" }, `line ${/\+(\d+)/.exec(row)?.[1] ?? ""}\n`);
      return element(row.startsWith("+") ? "ins" : "del", {}, element("span", { class: "vh" }, row.startsWith("+") ? "new: " : "gone: "), `${row.slice(1)}\n`);
    });
    return element("figure", { class: "dk-diff" }, element("figcaption", {}, name), element("pre", { tabindex: 0, role: "group", "aria-label": `Lines of ${name}`, dir: "ltr" }, lines));
  });
}
