import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import {
  cell,
  characters,
  clean,
  clip,
  fitRow,
  paint,
  plainTheme,
  spread,
  textOf,
  width,
  wrap,
} from '../../../src/tui/kit/index.ts';

/** Names as people have them: wide characters, combining ones, emoji, and what would steer a terminal. */
const text = fc.string({
  unit: fc.constantFrom('a', 'B', ' ', '主', '機', 'é', 'e\u0301', '🇩🇪', '👩‍🚒', '✓', '…', '\t', '\u001B'),
});
const columns = fc.integer({ min: 0, max: 40 });

describe('a text', () => {
  test('cut or filled up is exactly as wide as it was told', () => {
    fc.assert(
      fc.property(text.map(clean), columns, fc.constantFrom('left', 'right', 'centre'), (given, size, align) => {
        expect(stringWidth(cell(given, size, align as 'left'))).toBe(size);
      }),
    );
  });

  test('is never cut inside of what a person takes for one character', () => {
    fc.assert(
      fc.property(text.map(clean), columns, (given, size) => {
        const whole = new Set(characters(given));
        for (const each of characters(clip(given, size))) expect(each === '…' || whole.has(each)).toBe(true);
      }),
    );
  });

  test('is wrapped without losing anything but blanks, and no line is too wide', () => {
    fc.assert(
      fc.property(text.map(clean), fc.integer({ min: 2, max: 40 }), (given, size) => {
        const lines = wrap(given, size);
        expect(lines.join('').replaceAll(' ', '')).toBe(given.replaceAll(' ', ''));
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(size);
      }),
    );
  });

  test('in the middle of its column has the odd blank behind it', () => {
    expect(cell('ab', 5, 'centre')).toBe(' ab  ');
  });
});

test('every character of the first plane has the width that the terminal gives it', () => {
  for (let code = 0x20; code < 0xfffe; code++) {
    const character = String.fromCodePoint(code);
    if (width(`a${character}`) !== stringWidth(`a${character}`)) throw new Error(`U+${code.toString(16)} ${character}`);
  }
});

describe('a row', () => {
  const row = fc.array(fc.record({ text, tone: fc.constantFrom('plain', 'good', 'bad') }), { maxLength: 6 });

  test('is exactly as wide as it was told, whatever its pieces are', () => {
    fc.assert(
      fc.property(row, columns, (pieces, size) => {
        const painted = paint(pieces as never, size, { ...plainTheme, depth: 24 });
        expect(stringWidth(painted)).toBe(size);
      }),
    );
  });

  test('lets nothing through that steers the terminal', () => {
    expect(paint('a\u001B[2Jb\u0007', 8, plainTheme)).toBe('a [2Jb  ');
  });

  test('loses its own end before what stands at its right', () => {
    expect(textOf(spread('the whole story of it', '12:30', 14))).toBe('the who… 12:30');
  });

  test('that just fits is whole', () => {
    expect(textOf(fitRow(['ab', 'cd'], 4))).toBe('abcd');
    expect(textOf(fitRow(['ab', 'cde'], 4))).toBe('abc…');
  });
});

describe('colours', () => {
  const bad = [{ text: 'FAIL', tone: 'bad' as const }];
  const at = (depth: 1 | 4 | 8 | 24) => paint(bad, 4, { ...plainTheme, depth });

  test('are those of the palette as far as the terminal has them', () => {
    expect(at(24)).toBe('\u001B[38;2;213;94;0mFAIL\u001B[39m');
    expect(at(8)).toBe('\u001B[38;5;172mFAIL\u001B[39m');
    expect(at(4)).toBe('\u001B[91mFAIL\u001B[39m');
    expect(at(1)).toBe('FAIL');
  });

  test('without Unicode every sign has a stand-in as wide', () => {
    const ascii = { ...plainTheme, unicode: false };
    expect(paint('✓ ✗ ▸ ◆ █░ → … 主', 20, ascii)).toBe('+ X > * #. > ~ ?    ');
  });
});
