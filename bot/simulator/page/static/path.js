// "Try this": one guest's stay, a tap a step, over all three phones and the clock. It only presses what a newcomer could press.

import { act } from "./acts.js";
import { h, icon, refill } from "./dom.js";
import { dayName, iso, plus } from "./times.js";
import { GROUP } from "./group.js";
import { language, word } from "./words.js";
import { now, world } from "./world.js";

const KEY = "xiaoer.path";
const PARTS = ["book", "confirm", "towels", "finish", "rooms", "remind"];

// Each step: whose phone, and what to say there, once that can be known.
const STEPS = [
  { part: "book", role: "guest", text: both("后天住一晚，两个人，还有房吗", "A room the day after tomorrow, one night, two of us?") },
  { part: "book", role: "guest", text: both("订第一个", "I would like to book the first one") },
  { part: "book", role: "guest", text: both("林晓，13812345678", "Lin Xiao, 13812345678") },
  { part: "book", role: "guest", text: both("好的", "yes") },
  { part: "confirm", role: "owner", text: (said) => found(said, /「(确认B\d+)」/) },
  { part: "towels", role: "guest", text: both("302要两条浴巾，谢谢", "Two bath towels to 302, please") },
  { part: "finish", role: "staff", text: (said) => prefixed("接", found(said, /(?:^|\n)(\d+)号 .*302/)) },
  { part: "finish", role: "staff", text: (said) => prefixed("好了", found(said, /(?:^|\n)(\d+)号 .*302/)) },
  { part: "rooms", role: "owner", text: () => "房态" },
  { part: "remind" },
];

export class Path {
  constructor(showPhone) {
    this.showPhone = showPhone;
    this.element = h("section", { class: "path" });
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
    this.at = kept?.at ?? 0;
    this.marks = kept?.marks ?? {};
    this.hidden = kept?.hidden ?? false;
  }

  // Another run of the simulator counts anew: then the path does too.
  begin() {
    const stale = Object.entries(this.marks).some(([role, mark]) => mark > count(role));
    if (stale) this.restart();
    this.draw();
  }

  restart() {
    this.at = 0;
    this.marks = Object.fromEntries(["guest", "staff", "owner", GROUP].map((role) => [role, count(role)]));
    this.keep();
  }

  keep() {
    sessionStorage.setItem(KEY, JSON.stringify({ at: this.at, marks: this.marks, hidden: this.hidden }));
  }

  said(role) {
    return bubbles(role).filter((one) => one.number > (this.marks[role] ?? 0));
  }

  // What somebody of the house may have read: the phone's own messages, and those of the group where there is one.
  heard(role) {
    return role === "guest" ? this.said(role) : [...this.said(role), ...this.said(GROUP)];
  }

  got(data) {
    const step = STEPS[this.at];
    const holder = first(step?.role);
    if (step?.role && holder?.id === data.person && data.bubble.mine) {
      const text = step.text(this.heard(step.role));
      if (data.bubble.text === text) this.next();
    }
    this.draw();
  }

  // What to say next, "" while a message is awaited.
  text() {
    const step = STEPS[this.at];
    return step?.role && !this.unanswered() ? step.text(this.heard(step.role)) : "";
  }

  // Whose answer is awaited: nothing goes on before it came.
  unanswered() {
    const roles = [STEPS[this.at - 1]?.role, STEPS[this.at]?.role];
    return roles.find((role) => role && this.said(role).at(-1)?.mine);
  }

  next() {
    this.at += 1;
    this.keep();
  }

  hide(hidden) {
    this.hidden = hidden;
    this.keep();
    this.draw();
  }

  // Draw what is next; nothing moves under a finger that is about to tap.
  draw() {
    const key = [language(), this.hidden, this.at, this.text(), this.unanswered(), iso(now())].join("|");
    if (this.drawn === key) return;
    this.drawn = key;
    this.element.setAttribute("aria-label", word("path.title"));
    this.element.classList.toggle("path-hidden", this.hidden);
    if (this.hidden) {
      refill(this.element, h("button", { type: "button", class: "quiet", onclick: () => this.hide(false) }, word("path.show")));
      return;
    }
    const close = h(
      "button",
      { type: "button", class: "tool", "aria-label": word("path.hide"), title: word("path.hide"), onclick: () => this.hide(true) },
      icon("close"),
    );
    refill(this.element, this.parts(), this.step(), close);
  }

  parts() {
    const current = STEPS[this.at]?.part;
    const reached = current ? PARTS.indexOf(current) : PARTS.length;
    return h(
      "ol",
      { class: "path-parts" },
      PARTS.map((part, index) =>
        h(
          "li",
          { class: index < reached ? "was" : index === reached ? "is" : "", "aria-current": index === reached ? "step" : null },
          index < reached && icon("check"),
          word(`path.${part}`),
        ),
      ),
    );
  }

  step() {
    const step = STEPS[this.at];
    if (!step) {
      const again = () => {
        this.restart();
        this.draw();
      };
      return h("p", { class: "path-step" }, word("path.done"), " ", h("button", { type: "button", class: "quiet", onclick: again }, word("path.again")));
    }
    if (!step.role && !this.unanswered()) return this.winding();
    const who = word(`role.${this.unanswered() ?? step.role}`);
    const text = this.text();
    if (!text) return h("p", { class: "path-step" }, word("path.wait", { who }));
    const press = () => {
      this.showPhone(step.role, first(step.role).id);
      act("say", { person: first(step.role).id, text });
    };
    return h(
      "p",
      { class: "path-step" },
      h("span", {}, word("path.on", { who: language() === "zh" ? who : who.toLowerCase() })),
      " ",
      h("button", { type: "button", class: "path-do", onclick: press }, text),
    );
  }

  winding() {
    const day = plus(now(), 1);
    const press = async () => {
      this.showPhone("guest", first("guest").id);
      if (await act("wind", { to: `${iso(day)} 18:00` })) this.next();
      this.draw();
    };
    return h(
      "p",
      { class: "path-step" },
      h("span", {}, word("path.wind")),
      " ",
      h("button", { type: "button", class: "path-do", onclick: press }, `${dayName(day)} 18:00`),
    );
  }
}

function both(chinese, english) {
  return () => (language() === "zh" ? chinese : english);
}

function first(role) {
  return world.people.find((one) => one.role === role);
}

function bubbles(role) {
  return world.bubbles[role === GROUP ? GROUP : first(role)?.id] ?? [];
}

function count(role) {
  return bubbles(role).at(-1)?.number ?? 0;
}

function found(said, pattern) {
  const bubble = said.findLast((one) => !one.mine && pattern.test(one.text));
  return bubble ? bubble.text.match(pattern)[1] : "";
}

function prefixed(word, number) {
  return number && `${word}${number}`;
}
