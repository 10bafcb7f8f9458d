// Beside the phones: the clock, the outbox, the platform's log, the account's kind, and trouble on demand.

import { act } from "./acts.js";
import { announce, h, icon, refill, toast } from "./dom.js";
import { GROUP } from "./group.js";
import { dayName, hour, iso, plus, short } from "./times.js";
import { called, kindWord, spoken, word } from "./words.js";
import { now, person, world } from "./world.js";

const KINDS = {
  service: ["custom", "template", "menu"],
  subscription: ["custom", "menu"],
  personal: ["passive"],
  test: ["custom", "template", "menu"],
};
const FAULTS = ["expire", "away", "twice", "busy", "review", "reviewed", "calendar", "mended", "restart"];

export class Backstage {
  constructor() {
    this.next = h("ol", { class: "next" });
    this.date = h("input", { type: "datetime-local", required: true, name: "to" });
    this.busy = h("p", { class: "busy", role: "status" });
    this.outbox = h("div", {});
    this.log = h("ol", { class: "lines" });
    this.kinds = h("div", { class: "kinds", role: "radiogroup" });
    this.grouping = h("input", { type: "checkbox", role: "switch", onchange: () => this.regroup() });
    this.door = h("select", {});
    this.digits = h("input", { type: "text", inputMode: "numeric", required: true, maxLength: 12, size: 8 });
    this.trouble = h("p", { class: "trouble", role: "status" });
    this.counts = {};
    this.element = h("aside", { class: "backstage", id: "backstage" });
  }

  draw() {
    this.element.setAttribute("aria-label", word("tab.backstage"));
    refill(
      this.element,
      h("section", { class: "panel" }, h("h2", {}, word("clock")), this.clockButtons(), this.busy, h("h3", {}, word("clock.next")), this.next),
      this.folded("outbox", this.outbox, true),
      this.folded("log", this.log, false),
      this.folded("kind", [h("p", { class: "hint-line" }, word("kind.note")), this.kinds], false),
      this.folded(GROUP, [h("p", { class: "hint-line" }, word("group.note")), h("div", { class: "kinds" }, this.groupSwitch())], false),
      this.folded("market", [h("p", { class: "hint-line" }, word("market.note")), this.marketButton()], false),
      this.folded("doors", [h("p", { class: "hint-line" }, word("doors.note")), this.doorForm()], false),
      this.folded("faults", [this.faultButtons(), this.trouble], false),
    );
    this.kinds.setAttribute("aria-label", word("kind"));
    this.drawnKind = undefined;
    this.refresh();
    refill(this.log);
    for (const line of world.lines) this.got(line);
  }

  folded(name, content, open) {
    this.counts[name] = h("span", { class: "count" });
    return h(
      "details",
      { class: "panel", open, id: `panel-${name}` },
      h("summary", {}, h("h2", {}, word(name)), this.counts[name]),
      content,
    );
  }

  // --- the clock ---

  clockButtons() {
    const today = iso(now());
    const tomorrow = iso(plus(now(), 1));
    const evening = hour(now()) < "18:00" && [`${today} 18:00`, word("clock.evening")];
    const buttons = [["+1h", word("clock.hour")], evening, [`${tomorrow} 18:00`, word("clock.tomorrow")]].filter(Boolean);
    this.drawnDay = today;
    this.date.setAttribute("aria-label", word("clock.date"));
    this.date.min = `${today}T${hour(now())}`;
    this.date.value ||= `${tomorrow}T09:00`;
    return h(
      "form",
      {
        class: "clock",
        onsubmit: (event) => {
          event.preventDefault();
          this.wind(this.date.value.replace("T", " "));
        },
      },
      buttons.map(([to, label]) => h("button", { type: "button", class: "wind", onclick: () => this.wind(to) }, label)),
      h("span", { class: "wind-date" }, this.date, h("button", { class: "wind wind-go" }, word("clock.go"))),
    );
  }

  async wind(to) {
    this.busy.textContent = word("clock.moving");
    this.element.classList.add("winding");
    const wound = await act("wind", { to });
    this.element.classList.remove("winding");
    this.busy.textContent = "";
    if (wound) announce(word("clock.now", { time: `${dayName(now())} ${hour(now())}` }));
    this.redrawClock();
  }

  redrawClock() {
    const old = this.element.querySelector(".clock");
    if (!old || old.contains(document.activeElement)) return;
    this.date.value = "";
    old.replaceWith(this.clockButtons());
  }

  // --- what comes with the state ---

  refresh() {
    const { waiting, over } = world.outbox;
    refill(
      this.next,
      waiting.slice(0, 4).map((row) => h("li", {}, h("time", {}, short(row.due)), " ", about(row))),
      !waiting.length && h("li", { class: "nothing" }, word("clock.nothing")),
    );
    refill(
      this.outbox,
      h("h3", {}, word("outbox.waiting", { n: waiting.length })),
      this.rows(waiting),
      h("h3", {}, word("outbox.over", { n: over.length })),
      this.rows(over),
    );
    this.counts.outbox.textContent = String(waiting.length || "");
    if (iso(now()) !== this.drawnDay) this.redrawClock();
    this.drawKinds();
    if (this.door.options.length !== world.house.rooms.length) refill(this.door, world.house.rooms.map((room) => h("option", {}, room)));
    this.grouping.checked = world.group;
    this.counts.group.textContent = word(world.group ? "group.on" : "group.off");
    const { away, twice, ordered, reviews, in_review: held, calendar } = world.faults;
    const said = [
      away && word("fault.left", { n: away }),
      twice && word("fault.lose", { n: twice }),
      (ordered || reviews) && word("fault.ordered", { n: ordered + reviews }),
      held && word("fault.held", { n: held }),
      calendar && word("fault.unread"),
    ];
    const text = said.filter(Boolean).join(" · ");
    if (this.trouble.textContent !== text) this.trouble.textContent = text;
  }

  rows(rows) {
    if (!rows.length) return h("p", { class: "nothing" }, word("outbox.nothing"));
    return h(
      "ul",
      { class: "rows" },
      rows.map((row) =>
        h(
          "li",
          {},
          h("time", {}, short(row.sent || row.due)),
          h("span", { class: "what" }, about(row)),
          h("span", { class: `status status-${row.status}` }, kindWord("status", row.status)),
          (row.channel || row.reason) && h("span", { class: "why" }, [row.channel && kindWord("channel", row.channel), row.reason && spoken(row.why)].filter(Boolean).join(" · ")),
        ),
      ),
    );
  }

  // --- the log ---

  got(line) {
    const ok = /^ok|"errcode": 0\b|^\{"access|"menu"/.test(line.answer);
    this.log.prepend(
      h(
        "li",
        {},
        h(
          "details",
          {},
          h(
            "summary",
            {},
            h("time", {}, short(line.at).split(" ")[1]),
            h("span", { class: `way way-${line.way}` }, word(`log.${line.way}`)),
            h("span", { class: "what" }, line.name.replace("/cgi-bin/", "")),
            h("span", { class: ok ? "ok" : "odd" }, ok ? "✓" : "!"),
          ),
          h("p", {}, word("log.sent")),
          h("pre", { tabIndex: 0 }, pretty(line.sent) || "–"),
          h("p", {}, word("log.answer")),
          h("pre", { tabIndex: 0 }, pretty(line.answer) || "–"),
        ),
      ),
    );
    while (this.log.children.length > 300) this.log.lastChild.remove();
    this.counts.log.textContent = String(this.log.children.length);
  }

  // --- the account and its troubles ---

  drawKinds() {
    const kind = world.account.kind;
    this.counts.kind.textContent = word(`account.${kind}`);
    if (this.drawnKind === kind) return;
    this.drawnKind = kind;
    refill(
      this.kinds,
      Object.entries(KINDS).map(([name, can]) =>
        h(
          "label",
          {},
          h("input", { type: "radio", name: "kind", value: name, checked: name === kind, onchange: () => act("account", { kind: name }) }),
          h("span", {}, word(`account.${name}`)),
          h("small", {}, can.map((one) => word(`kind.${one}`)).join(" · ")),
        ),
      ),
    );
  }

  // Whether staff are told in the group: the product starts anew with its robot, or without.
  groupSwitch() {
    return h("label", {}, this.grouping, h("span", {}, word("group.switch")));
  }

  async regroup() {
    const on = this.grouping.checked;
    if (await act("group", { on })) toast(word(on ? "group.did.on" : "group.did.off"));
    else this.grouping.checked = world.group;
  }

  // Somebody books on the other platform.
  marketButton() {
    const press = async () => {
      if (await act("sold")) toast(word("market.did"));
    };
    return h("div", { class: "faults" }, h("button", { type: "button", onclick: press }, word("market.sell")));
  }

  // A guest at a door types a code.
  doorForm() {
    this.door.setAttribute("aria-label", word("doors.room"));
    this.digits.setAttribute("aria-label", word("doors.code"));
    this.digits.placeholder = word("doors.code");
    return h(
      "form",
      {
        class: "faults",
        onsubmit: async (event) => {
          event.preventDefault();
          if (await act("open", { room: this.door.value, code: this.digits.value })) toast(word("doors.did"));
        },
      },
      this.door,
      this.digits,
      h("button", {}, word("doors.open")),
    );
  }

  faultButtons() {
    const press = async (name) => {
      if (await act(name)) toast(word(`fault.did.${name}`));
    };
    return h(
      "div",
      { class: "faults" },
      FAULTS.map((name) => h("button", { type: "button", onclick: () => press(name) }, word(`fault.${name}`))),
    );
  }
}

function about(row) {
  const known = kindWord("push", row.kind);
  const kind = known === row.kind ? spoken(row.named) : known;
  const to = row.to === GROUP ? word(GROUP) : person(row.to) && called(person(row.to));
  return [kind.charAt(0).toUpperCase() + kind.slice(1), row.booking, to && `→ ${to}`].filter(Boolean).join(" ");
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 1);
  } catch {
    return text;
  }
}
