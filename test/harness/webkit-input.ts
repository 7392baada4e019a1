import type {WebDriverSession} from './webdriver.ts';

type MouseButton = 'left' | 'middle' | 'right';

/** The part of a puppeteer page that web-test-runner's commands call, spoken over WebDriver. */
export interface WebKitInput {
  keyboard: {
    type(text: string): Promise<void>;
    press(combination: string): Promise<void>;
    down(key: string): Promise<void>;
    up(key: string): Promise<void>;
  };
  mouse: {
    move(x: number, y: number): Promise<void>;
    click(x: number, y: number, options?: {button?: MouseButton}): Promise<void>;
    down(options?: {button?: MouseButton}): Promise<void>;
    up(options?: {button?: MouseButton}): Promise<void>;
  };
  setViewport(size: {width: number; height: number}): Promise<void>;
  emulateMediaFeatures(): never;
}

const buttons = {left: 0, middle: 1, right: 2};

// https://www.w3.org/TR/webdriver2/#keyboard-actions
const keyCodes: Readonly<Record<string, string>> = {
  Backspace: '\uE003', Tab: '\uE004', Enter: '\uE006', Shift: '\uE008', Control: '\uE009', Alt: '\uE00A', Escape: '\uE00C', Space: ' ',
  PageUp: '\uE00E', PageDown: '\uE00F', End: '\uE010', Home: '\uE011', ArrowLeft: '\uE012', ArrowUp: '\uE013', ArrowRight: '\uE014',
  ArrowDown: '\uE015', Insert: '\uE016', Delete: '\uE017', Meta: '\uE03D',
}; // prettier-ignore

export function webKitInput(session: WebDriverSession): WebKitInput {
  const act = async (type: 'key' | 'pointer', actions: object[], more?: object): Promise<void> => {
    await session.command('POST', '/actions', {actions: [{type, id: type, ...more, actions}]});
  };
  const keys = (...strokes: (readonly ['keyDown' | 'keyUp', string])[]): Promise<void> =>
    act('key', strokes.map(([type, key]) => ({type, value: keyCodes[key] ?? key})));
  const mouse = (...actions: object[]): Promise<void> => act('pointer', actions, {parameters: {pointerType: 'mouse'}});
  const moveTo = (x: number, y: number): object => ({type: 'pointerMove', duration: 0, x, y});
  const down = (button: MouseButton = 'left'): object => ({type: 'pointerDown', button: buttons[button]});
  const up = (button: MouseButton = 'left'): object => ({type: 'pointerUp', button: buttons[button]});

  return {
    keyboard: {
      async type(text) {
        for (const letter of text) await keys(['keyDown', letter], ['keyUp', letter]);
      },
      async press(combination) {
        const held = combination === '+' ? ['+'] : combination.split('+');
        for (const key of held) await keys(['keyDown', key]);
        for (const key of held.toReversed()) await keys(['keyUp', key]);
      },
      down: (key) => keys(['keyDown', key]),
      up: (key) => keys(['keyUp', key]),
    },
    mouse: {
      move: (x, y) => mouse(moveTo(x, y)),
      click: (x, y, options) => mouse(moveTo(x, y), down(options?.button), up(options?.button)),
      down: (options) => mouse(down(options?.button)),
      up: (options) => mouse(up(options?.button)),
    },
    async setViewport({width, height}) {
      // The window's size includes MiniBrowser's toolbar, so the first answer tells how much to add.
      await session.command('POST', '/window/rect', {width, height});
      const [innerWidth = width, innerHeight = height] = (await session.run('return [innerWidth, innerHeight]')) as number[];
      await session.command('POST', '/window/rect', {width: 2 * width - innerWidth, height: 2 * height - innerHeight});
    },
    emulateMediaFeatures() {
      throw new Error('WebKitWebDriver cannot emulate media features.');
    },
  };
}
