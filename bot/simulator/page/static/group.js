// The house's WeCom group: what the robot tells the staff, its links to tap. Nobody can write here, as a robot hears nothing.

import { Chat } from "./chat.js";
import { h, icon } from "./dom.js";
import { word } from "./words.js";
import { world } from "./world.js";

export const GROUP = "group"; // stands where a person's id does
const ROBOT = { id: GROUP, role: GROUP };

export class Group {
  constructor() {
    this.chat = new Chat();
    this.time = h("span", { class: "time" });
    this.name = h("strong", { class: "group-name" });
    this.title = h("h2", { class: "screen-title" });
    this.foot = h("p", { class: "group-foot" });
    this.element = h(
      "section",
      { class: "phone", id: "phone-group", hidden: true },
      h("div", { class: "phone-head" }, this.name),
      h(
        "div",
        { class: "screen" },
        h("div", { class: "statusbar", "aria-hidden": "true" }, this.time, icon("signal"), icon("battery")),
        h("div", { class: "titlebar" }, this.title),
        h("div", { class: "screen-body" }, this.chat.log, this.foot),
      ),
    );
  }

  bubbles() {
    return world.bubbles[GROUP] ?? [];
  }

  draw() {
    this.element.setAttribute("aria-label", word("group.of"));
    this.chat.log.setAttribute("aria-label", word("group.log"));
    this.name.textContent = word("role.group");
    this.title.textContent = `${world.house.name} · ${word("role.group")}`;
    this.foot.textContent = word("group.foot");
    this.chat.draw(ROBOT, this.bubbles());
    if (!this.bubbles().length) this.chat.log.append(h("li", { class: "grey" }, word("group.nothing")));
    this.refresh();
    this.toEnd();
  }

  refresh() {
    this.element.hidden = !world.group;
  }

  toEnd() {
    this.chat.toEnd();
  }

  got(id, bubble) {
    if (id !== GROUP) return;
    if (this.chat.last) this.chat.put(ROBOT, bubble);
    else this.draw();
    if (this.chat.atEnd) this.toEnd();
  }
}
