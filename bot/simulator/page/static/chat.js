// A list of messages that grows: a time stamp where much time passed, and what comes moves only an eye that is at the end.

import { drawn } from "./bubbles.js";
import { h, refill } from "./dom.js";
import { stamp, wall } from "./times.js";
import { now } from "./world.js";

const GAP = 5 * 60_000; // a time stamp stands where so much passed

export class Chat {
  constructor() {
    this.log = h("ol", { class: "chat", role: "log", tabIndex: 0, onscroll: () => this.looked() });
    this.atEnd = true;
    this.top = 0; // where the eye was last
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.log);
  }

  draw(holder, bubbles) {
    this.last = undefined;
    refill(this.log);
    for (const bubble of bubbles) this.put(holder, bubble);
  }

  put(holder, bubble) {
    if (!this.last || wall(bubble.at) - wall(this.last.at) > GAP)
      this.log.append(h("li", { class: "grey stamp" }, h("time", { datetime: bubble.at }, stamp(bubble.at, now()))));
    this.last = bubble;
    this.log.append(drawn(holder, bubble));
  }

  // Whether the eye is at the newest message; a picture that grows below does not take it away, a hand that scrolls up does.
  looked() {
    const top = this.log.scrollTop;
    const near = this.log.scrollHeight - top - this.log.clientHeight < 60;
    this.atEnd = near || (this.atEnd && top >= this.top);
    this.top = top;
  }

  toEnd() {
    this.atEnd = true;
    this.log.scrollTop = this.log.scrollHeight;
    for (const image of this.log.querySelectorAll("img"))
      image.addEventListener("load", () => this.atEnd && (this.log.scrollTop = this.log.scrollHeight), { once: true });
  }
}
