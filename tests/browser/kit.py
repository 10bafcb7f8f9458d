"""What a hand does on the page, and what an eye checks. Looks for things by what they are called, as people do."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

PHONES = {"guest": "客人的手机", "staff": "员工的手机", "owner": "店主的手机"}


def phone(page: Page, role: str) -> Locator:
    return page.get_by_role("region", name=PHONES[role])


def say(page: Page, role: str, text: str) -> None:
    """Type and send."""
    field = phone(page, role).get_by_role("textbox", name="发消息")
    field.fill(text)
    field.press("Enter")


def sees(page: Page, role: str, text: str) -> None:
    """The newest message with this text is on the phone."""
    expect(phone(page, role).locator(".row-theirs", has_text=text).last).to_be_visible()


# Every text the eye can see whose contrast to what is behind it is too low: [text, ratio].
CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = (top, below) => top.slice(0, 3).map((part, i) => part * top[3] + below[i] * (1 - top[3]));
  const behind = (element) => {
    const layers = [];
    for (let one = element; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.backgroundImage !== 'none') return null;
      const colour = rgb(style.backgroundColor);
      layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const light = (colour) => {
    const [r, g, b] = colour.map((part) => {
      part /= 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    if (!text || !element.checkVisibility() || element.closest('.unseen, option, noscript')) continue;
    const back = behind(element);
    if (!back) continue;
    const [a, b] = [light(over(rgb(getComputedStyle(element).color), back)), light(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) found.push([text.slice(0, 30), Math.round(ratio * 100) / 100]);
  }
  return found;
}"""

# What a screen reader would stumble over, each in words.
STUMBLES = """() => {
  const found = [];
  if (!document.documentElement.lang) found.push('the page names no language');
  if (document.querySelectorAll('h1').length !== 1) found.push('there is not one h1');
  if (document.querySelectorAll('main').length !== 1) found.push('there is not one main');
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  for (const id of new Set(ids)) if (ids.filter((one) => one === id).length > 1) found.push(`${id} stands twice`);
  for (const one of document.querySelectorAll('[aria-controls]'))
    if (!document.getElementById(one.getAttribute('aria-controls'))) found.push(`${one.textContent} controls nothing`);
  for (const one of document.querySelectorAll('img')) if (!one.hasAttribute('alt')) found.push(`${one.src} has no alt`);
  for (const one of document.querySelectorAll('button, input, select, textarea, summary, a')) {
    if (!one.checkVisibility()) continue;
    const label = one.getAttribute('aria-label') || one.textContent.trim() || one.labels?.length;
    if (!label) found.push(`${one.outerHTML.slice(0, 80)} has no name`);
    const { width, height } = one.getBoundingClientRect();
    if (Math.min(width, height) < 16) found.push(`${one.textContent || one.outerHTML} is too small: ${width}x${height}`);
  }
  return found;
}"""
