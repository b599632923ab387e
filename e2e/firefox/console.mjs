// The console in Firefox as a person uses it: by the roles and names that Firefox itself computes. Everything waits until it
// is so, however slow the machine is.
import { address } from '../fixtures/address.mjs';
import { until } from '../fixtures/until.mjs';

export class Console {
  /** `origin` is where the page finds the gateway. */
  constructor(page, origin) {
    this.page = page;
    this.origin = origin;
  }

  /** Opens a page of the console. */
  goto(path) {
    return this.page.goto(this.origin + path);
  }

  /** Opens a role and waits until the tab's table has been read. */
  async openRole(role) {
    await this.goto(address(role));
    await this.see('table', `Members of ${role}`);
    // The first rows come early; the count comes when all of them are there.
    await this.seeText('[role=tab]', /^Members\d+$/);
  }

  /** The elements with this role and name that are on the screen. A field for passwords has no role: `field` is any of them. */
  async shown(role, name) {
    const isField = role === 'field';
    const found = await this.page.$$(`aria/[name="${name}"]${isField ? '' : `[role="${role}"]`}`);
    const isSought = (it, isField) => it.checkVisibility() && (!isField || it.matches('input, textarea'));
    const sought = await Promise.all(found.map((element) => element.evaluate(isSought, isField)));
    return found.filter((_, at) => sought[at]);
  }

  /** Waits until there is one, and answers it. */
  async see(role, name) {
    let found = [];
    await until(`a ${role} “${name}”`, async () => (found = await this.shown(role, name)).length, (count) => count > 0);
    return found[0];
  }

  /** Waits until there is none. */
  seeNone(role, name) {
    return until(`no ${role} “${name}”`, async () => (await this.shown(role, name)).length, (count) => count === 0);
  }

  /** Presses an element once it is there and enabled. */
  click(role, name) {
    const press = async () => {
      const [element] = await this.shown(role, name);
      if (!element || (await element.evaluate((it) => it.disabled || it.getAttribute('aria-disabled') === 'true'))) return 'not enabled';
      await element.click();
      return 'pressed';
    };
    return until(`${role} “${name}” pressed`, press, (seen) => seen === 'pressed');
  }

  /** Types into a field, in place of what is in it. */
  fill(name, text) {
    const type = async () => {
      const [field] = await this.shown('field', name);
      await field.evaluate((it) => it.select());
      await field.type(text);
      return field.evaluate((it) => it.value);
    };
    return until(`“${name}” filled`, type, (value) => value === text);
  }

  /** Chooses an option by its value. */
  choose(name, value) {
    const choose = async () => {
      const [menu] = await this.shown('combobox', name);
      return menu.select(value);
    };
    return until(`${value} chosen in “${name}”`, choose, ([chosen]) => chosen === value);
  }

  /** The texts of the elements that fit a selector and are on the screen, with single spaces. */
  texts(selector) {
    const read = (found) => found.filter((it) => it.checkVisibility()).map((it) => it.textContent.replaceAll(/\s+/g, ' ').trim());
    return this.page.$$eval(selector, read);
  }

  /** Waits until one of them has the text in it, or fits the pattern. */
  seeText(selector, sought, limit) {
    const fits = (text) => (sought instanceof RegExp ? sought.test(text) : text.includes(sought));
    return until(`${selector} with ${sought}`, () => this.texts(selector), (texts) => texts.some(fits), limit);
  }

  /** Waits until an alert says this. */
  seeAlert(sought) {
    return this.seeText('[role=alert]', sought);
  }

  /** Waits until a status says this. */
  seeStatus(sought) {
    return this.seeText('[role=status], output', sought);
  }

  /** Waits until a look into the page answers this. */
  seeThat(what, look, wished) {
    return until(what, () => this.page.evaluate(look), (seen) => seen === wished);
  }

  /** Waits until the row at this place has the focus. */
  seeFocusedRow(place) {
    const look = () => document.activeElement.closest('tr') === document.activeElement && document.activeElement.getAttribute('aria-rowindex');
    return this.seeThat(`the focus on row ${place}`, look, String(place));
  }

  press(key) {
    return this.page.keyboard.press(key);
  }
}
