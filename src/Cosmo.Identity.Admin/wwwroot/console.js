// The console's one module. Everything readable works without it; it keeps what is live alive.
// [data-live=URL] opens a stream of server-sent events. Its messages: "fragment" {target, how, html} puts what the server rendered into
// place, "closed" means that whoever watches may no longer do so.
const policy = window.trustedTypes?.createPolicy("cosmo-fragment", { createHTML: text => text }) ?? { createHTML: text => text };
const state = document.querySelector("[data-live-state]");
const words = document.querySelector("[data-live-text]");

const fragment = html => {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  return template.content;
};

const place = ({ target, how, html }) => {
  const element = document.getElementById(target);
  if (!element) return;
  const content = fragment(html);
  if (how === "prepend") {
    // What was caught up after a lost connection may be here already.
    for (const one of [...content.children]) if (one.id && document.getElementById(one.id)) one.remove();
    element.prepend(content);
    const keep = Number(element.dataset.keep ?? 100);
    while (element.children.length > keep) element.lastElementChild.remove();
  } else {
    element.replaceChildren(content);
  }
};

const say = how => {
  if (!state) return;
  state.hidden = false;
  state.classList.toggle("paused", how === "paused");
  state.classList.toggle("lost", how === "lost");
  words.textContent = words.dataset[how];
};

class Stream {
  #source = null;
  #last = null;
  #paused = false;

  constructor(address) {
    this.address = address;
    // A tab that nobody looks at holds no connection: over HTTP/1.1 a browser has six for all tabs together.
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#open()));
    document.querySelector("[data-pause]")?.addEventListener("click", event => this.#toggle(event.currentTarget));
    this.#open();
  }

  #open() {
    if (this.#source || this.#paused || document.hidden) return;
    const url = new URL(this.address, location.href);
    if (this.#last) url.searchParams.set("last", this.#last);
    const source = (this.#source = new EventSource(url));
    source.onopen = () => say("live");
    source.onerror = () => {
      say("lost");
      // The browser tries again by itself, but not after an answer that is no stream: then it may be that the person is out.
      if (source.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 1000);
    };
    source.addEventListener("fragment", event => {
      if (event.lastEventId) this.#last = event.lastEventId;
      place(JSON.parse(event.data));
    });
    source.addEventListener("closed", () => location.reload());
  }

  #close() {
    this.#source?.close();
    this.#source = null;
  }

  #toggle(button) {
    this.#paused = !this.#paused;
    button.setAttribute("aria-pressed", String(this.#paused));
    if (this.#paused) {
      this.#close();
      say("paused");
    } else {
      this.#open();
    }
  }
}

const live = document.querySelector("[data-stream]");
if (live) new Stream(live.dataset.stream);
