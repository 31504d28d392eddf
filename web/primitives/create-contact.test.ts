import { createRoot } from 'solid-js';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Contact, createContact } from './create-contact.ts';

// On Node the library is the one that renders pages on a server, where nothing reacts.
vi.mock('solid-js', () => vi.importActual('solid-js/dist/solid.js'));

let browser: EventTarget;

beforeEach(() => {
  browser = new EventTarget();
  vi.stubGlobal('addEventListener', browser.addEventListener.bind(browser));
  vi.stubGlobal('removeEventListener', browser.removeEventListener.bind(browser));
  vi.stubGlobal('navigator', { onLine: false });
});
afterEach(() => vi.unstubAllGlobals());

function withContact(test: (contact: Contact) => void): void {
  createRoot((dispose) => {
    test(createContact());
    dispose();
  });
}

it('is online in a browser without a line, which may be on the machine of its server', () =>
  withContact(({ online }) => expect(online()).toBe(true)));

it('is lost with the line of its browser, until an answer comes', () =>
  withContact(({ online, heard }) => {
    browser.dispatchEvent(new Event('offline'));
    expect(online()).toBe(false);
    heard(true);
    expect(online()).toBe(true);
    heard(false);
    expect(online()).toBe(false);
  }));
