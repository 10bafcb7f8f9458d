// Every word of the page in Chinese and English. What the house and its guests say is not here: that comes from the product.

const KEY = "xiaoer.language";
const WORDS = {
  "title": ["店小二 · 模拟微信", "xiaoer · a WeChat on your laptop"],
  "language": ["English", "中文"],
  "dark": ["深色", "Dark"],
  "phones": ["手机", "Phones"],
  "line.down": ["和模拟器断开了，正在重连…", "The line to the simulator is down; trying again…"],

  "role.guest": ["客人", "Guest"],
  "role.staff": ["员工", "Staff"],
  "role.owner": ["店主", "Owner"],
  "name.客人": ["客人", "Guest"],
  "name.员工": ["员工", "Staff"],
  "name.店主": ["店主", "Owner"],
  "name.王芳（明天到）": ["王芳（明天到）", "Wang Fang, comes tomorrow"],
  "name.赵明轩（在住）": ["赵明轩（在住）", "Zhao Mingxuan, stays here"],
  "role.group": ["店群", "Group"],
  "group": ["店群", "The staff’s group"],
  "group.of": ["员工的企业微信群", "The staff’s WeCom group"],
  "group.log": ["店群里的通知", "Notices in the group"],
  "group.nothing": ["还没有通知。", "No notices yet."],
  "group.robot": ["小二", "xiaoer"],
  "group.foot": ["机器人只说不听：点链接办，或在手机上回。", "The robot only speaks: tap a link, or answer on a phone."],
  "group.switch": ["员工的通知发到店群", "Staff notices go to the group"],
  "group.note": ["企业微信群里放一个机器人：工单、新订单发到群里，带着可以点的链接，不再发给每个人。", "A robot in a WeCom group: tickets and new bookings go there, with links to tap, instead of to everybody."],
  "group.on": ["开", "on"],
  "group.off": ["关", "off"],
  "group.did.on": ["通知改发到店群了", "Notices go to the group now"],
  "group.did.off": ["通知又发到每个人的手机了", "Notices go to everybody’s phone again"],
  "tab.backstage": ["幕后", "Backstage"],
  "phone.of": ["{name}的手机", "{name}’s phone"],
  "whose": ["这是谁的手机", "Whose phone this is"],
  "new": ["＋ 新客人…", "+ New guest…"],
  "new.ask": ["新客人叫什么？", "What is the new guest called?"],

  "state.away": ["没有关注", "Does not follow"],
  "state.open": ["还能推{left}条，到{until}", "{left} pushes left, until {until}"],
  "state.closed": ["推送窗口已关", "Push window closed"],
  "state.mail": ["信箱{mail}封，下次回复时带出", "{mail} in the mailbox, for the next answer"],

  "chat.with": ["和{house}的聊天", "Chat with {house}"],
  "typing": ["对方正在输入…", "Typing…"],
  "me": ["我", "Me"],
  "say": ["发消息", "Message"],
  "send": ["发送", "Send"],
  "hints": ["可以这样说", "Say for example"],
  "back": ["返回", "Back"],
  "more": ["公众号资料", "About this account"],
  "menu": ["菜单", "Menu"],
  "menu.show": ["用菜单", "Use the menu"],
  "menu.hide": ["打字", "Type"],
  "plus": ["更多功能", "More to send"],
  "plus.album": ["相册", "Album"],
  "plus.camera": ["拍摄", "Camera"],
  "plus.place": ["位置", "Location"],
  "plus.voice": ["语音", "Voice"],
  "plus.scan": ["扫一扫", "Scan"],
  "picture": ["图片", "Picture"],
  "picture.open": ["看大图", "Enlarge the picture"],
  "picture.close": ["关掉大图", "Close the picture"],
  "picture.gone": ["图片已过期", "The picture has expired"],
  "voice": ["语音 3 秒", "Voice message, 3 seconds"],
  "place": ["位置", "Location"],
  "details": ["查看详情", "Details"],
  "from.template": ["模板消息", "Template message"],
  "from.notice": ["订阅通知", "Notification"],
  "from.mass": ["群发", "Broadcast"],

  "home.title": ["微信", "WeChat"],
  "home.box": ["服务号", "Service accounts"],
  "home.nothing": ["还没有消息", "Nothing yet"],
  "home.scan": ["扫一扫", "Scan"],
  "account.service": ["认证服务号", "Verified service account"],
  "account.subscription": ["认证订阅号", "Verified subscription account"],
  "account.personal": ["个人订阅号", "Personal account"],
  "account.test": ["测试号", "Test account"],
  "account.unverified": ["未认证服务号", "Unverified service account"],
  "profile.about": ["才村码头边的民宿，订房、叫服务、问路，都在这里聊。", "A guesthouse by the lake: book, ask for service, find the way, all in chat."],
  "profile.enter": ["发消息", "Message"],
  "profile.follow": ["关注公众号", "Follow"],
  "profile.unfollow": ["不再关注", "Unfollow"],
  "profile.language.note": ["公众号在您关注时才知道。", "The account is told it when you follow."],
  "profile.language": ["手机语言", "The phone’s language"],
  "scan.title": ["扫一扫", "Scan"],
  "scan.room": ["{room}房卡上的二维码", "The QR code on room {room}’s card"],
  "scan.code": ["二维码 {code}", "QR code {code}"],
  "scan.bk": ["绑定码（五个字）", "Booking code (five letters)"],
  "scan.do": ["扫", "Scan"],

  "path.title": ["试一圈", "Try this"],
  "path.done": ["走完了：订房、确认、毛巾、办好、房态、提醒。接着随便试。", "That was a guest’s stay. Go on as you like."],
  "path.again": ["再来一遍", "Again"],
  "path.hide": ["收起", "Hide"],
  "path.show": ["试一圈", "Try this"],
  "path.wait": ["等{who}收到消息…", "Waiting for {who}’s message…"],
  "path.on": ["在{who}的手机上说", "On the {who}’s phone, say"],
  "path.wind": ["把钟拨到", "Wind the clock to"],
  "path.book": ["订房", "Book"],
  "path.confirm": ["确认", "Confirm"],
  "path.towels": ["叫毛巾", "Towels"],
  "path.finish": ["办好", "Finish"],
  "path.rooms": ["房态", "Rooms"],
  "path.remind": ["提醒", "Reminder"],

  "clock": ["店里的钟", "The house clock"],
  "clock.hour": ["+1 小时", "+1 hour"],
  "clock.evening": ["今天 18:00", "Today 18:00"],
  "clock.tomorrow": ["明天 18:00", "Tomorrow 18:00"],
  "clock.date": ["拨到", "Wind to"],
  "clock.go": ["拨", "Wind"],
  "clock.next": ["接下来", "Next"],
  "clock.nothing": ["没有等着发的。", "Nothing waits."],
  "clock.moving": ["正在拨钟…", "Winding…"],
  "clock.now": ["现在是{time}", "It is now {time}"],

  "outbox": ["发件箱", "Outbox"],
  "outbox.waiting": ["待发 {n}", "Planned {n}"],
  "outbox.over": ["已处理 {n}", "Done {n}"],
  "outbox.nothing": ["空的。", "Empty."],
  "log": ["平台日志", "The platform’s log"],
  "log.push": ["推送", "push"],
  "log.api": ["接口", "API"],
  "log.sent": ["发去", "Sent"],
  "log.answer": ["回来", "Answer"],
  "log.nothing": ["还没有往来。", "Nothing yet."],
  "kind": ["公众号类型", "Kind of account"],
  "kind.note": ["换了就生效：小二会重新启动，数据都在。", "Takes effect at once: the product starts anew, its data stays."],
  "kind.custom": ["客服消息", "pushes"],
  "kind.template": ["模板消息", "templates"],
  "kind.menu": ["菜单", "menu"],
  "kind.passive": ["只能回复", "answers only"],
  "market": ["别的平台", "Another platform"],
  "market.note": ["「山海订房」是假想的平台，也卖庭院双床房。小二读它的日历，它读店里的；店主发「渠道」能看到。", "“Shanhai” is invented and sells courtyard twins too. The product reads its calendar, it reads the house’s; see 渠道 on the owner’s phone."],
  "market.sell": ["来一张订单", "A booking comes in"],
  "market.did": ["山海订房卖出一间，小二读到了", "Shanhai sold a room, and its calendar was read"],
  "doors": ["房门", "Doors"],
  "doors.note": ["店主发「设置 门锁密码 开」，登记过的客人就收到密码；在这里按一按，店主再发「开门记录」。", "Once the owner writes 设置 门锁密码 开, registered guests get a code. Type it here, then write 开门记录 as the owner."],
  "doors.room": ["哪间房", "Which room"],
  "doors.code": ["密码", "Code"],
  "doors.open": ["开门", "Open"],
  "doors.did": ["门开了", "The door opens"],
  "faults": ["捣乱", "Trouble"],
  "fault.expire": ["令牌过期", "Expire the token"],
  "fault.away": ["断网一分钟", "Offline for a minute"],
  "fault.twice": ["重复投递", "Deliver twice"],
  "fault.busy": ["微信繁忙", "WeChat is busy"],
  "fault.review": ["模板送审", "Hold a template for review"],
  "fault.reviewed": ["审核通过", "Let it pass"],
  "fault.calendar": ["平台日历打不开", "Break its calendar"],
  "fault.mended": ["平台日历修好", "Mend its calendar"],
  "fault.restart": ["重启小二", "Restart the product"],
  "fault.did.expire": ["所有令牌都失效了", "Every token is dead now"],
  "fault.did.away": ["微信接口断网一分钟", "The API is away for a minute"],
  "fault.did.twice": ["下一条消息的回复会丢在路上，微信再投一次", "The next answer gets lost; WeChat delivers again"],
  "fault.did.busy": ["下一次推送会遇到“系统繁忙”", "The next push meets “system busy”"],
  "fault.did.review": ["下一条模板消息会先送审", "The next template is held for review"],
  "fault.did.reviewed": ["送审的消息放行了", "What was held is delivered"],
  "fault.did.calendar": ["山海订房的日历打不开了", "Shanhai’s calendar can’t be read now"],
  "fault.did.mended": ["山海订房的日历修好了", "Shanhai’s calendar works again"],
  "fault.did.restart": ["小二重启好了", "The product is back"],
  "fault.left": ["断网还剩 {n} 秒", "Offline for {n} s more"],
  "fault.lose": ["要丢的回复：{n}", "Answers to lose: {n}"],
  "fault.ordered": ["安排好的错误：{n}", "Errors to come: {n}"],
  "fault.unread": ["山海订房的日历打不开", "Shanhai’s calendar can’t be read"],
  "fault.held": ["送审中：{n}", "In review: {n}"],

  "status.due": ["待发", "planned"],
  "status.sent": ["已发", "sent"],
  "status.sending": ["发送中", "sending"],
  "status.dropped": ["没发", "dropped"],
  "status.mailbox": ["信箱", "mailbox"],
  "status.doubtful": ["存疑", "doubtful"],
  "status.under_review": ["送审", "in review"],
  "status.reply": ["待取", "to fetch"],
  "push.notice": ["通知", "Notice"],
  "push.picture": ["图片", "Picture"],
  "push.ticket": ["工单消息", "Ticket news"],
  "push.answer": ["回复", "Answer"],
  "push.booking_confirmed": ["订单确认", "Booking confirmed"],
  "push.booking_cancelled": ["订单取消", "Booking cancelled"],

  "channel.passive": ["随回复", "with an answer"],
  "channel.text": ["客服消息", "customer-service message"],
  "channel.picture": ["图片消息", "picture message"],
  "channel.template": ["模板消息", "template"],
  "channel.robot": ["群机器人", "group robot"],

  "why.line": ["没有送到模拟器，请再试。", "That did not reach the simulator; try again."],
  "why.clock": ["钟只能往后拨。", "The clock is never wound back."],
  "why.following": ["先关注，才能发消息。", "Follow first, then write."],
  "why.text": ["没有可以发的文字。", "There is nothing to send."],
  "why.gone": ["那个已经不在了。", "That is gone."],
  "why.name": ["已经有人叫这个名字。", "Somebody has that name already."],
  "why.shut": ["密码不对，门没开。", "Wrong code: it stays shut."],
  "why.full": ["那边看着都满了。", "It believes the house full."],
  "why.people": ["手机够多了。", "There are phones enough."],
};

// In Chinese and English, and what a guest would tap whose phone speaks otherwise.
const EXAMPLES = {
  guest: [
    ["后天住一晚，两个人，还有房吗", "A room the day after tomorrow, one night, two of us?"],
    ["302要两条浴巾，另外几点退房", "Two bath towels to 302 please, and when is check-out?"],
    ["可以带狗吗？怎么到？", "Are dogs allowed? And how do I get there?"],
  ],
  zh_TW: [["後天住一晚，兩個人，還有房嗎"], ["302要兩條浴巾，另外幾點退房"], ["可以帶狗嗎？怎麼到？"]],
  ja: [["明後日一泊、二人ですが、空室はありますか"], ["302にバスタオルを2枚お願いします"], ["チェックアウトは何時ですか"]],
  staff: [["工单"], ["今天"], ["帮助"]],
  owner: [["房态"], ["到店"], ["帮助"]],
};

let chosen = localStorage.getItem(KEY) ?? (navigator.language.startsWith("zh") ? "zh" : "en");

export function language() {
  return chosen;
}

export function choose(other) {
  chosen = other;
  localStorage.setItem(KEY, other);
  document.documentElement.lang = other === "zh" ? "zh-CN" : "en";
}

export function word(key, values = {}) {
  const text = WORDS[key]?.[chosen === "zh" ? 0 : 1] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// What this role might say; a guest in the phone's language where it is not the page's own.
export function examples(role, phone) {
  if (role === "guest" && phone in EXAMPLES) return EXAMPLES[phone].map(([text]) => text);
  const english = chosen !== "zh" || (role === "guest" && phone === "en");
  return EXAMPLES[role].map((texts) => (english ? texts.at(-1) : texts[0]));
}

// What came in both languages, in the one that is spoken.
export function spoken([chinese, english]) {
  return chosen === "zh" ? chinese : english;
}

// The word for one of many kinds; a kind that has none is shown as it is.
export function kindWord(group, kind) {
  const key = `${group}.${kind}`;
  return key in WORDS ? word(key) : kind;
}

// What a person is called: the three who are there from the beginning have their role's name.
export function called(person) {
  return kindWord("name", person.name);
}
