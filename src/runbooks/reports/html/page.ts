import { type Markup, markup, trusted } from './markup.ts';
import { style } from './style.ts';

export interface Page {
  /** Of the window. */
  readonly title: string;
  readonly header: Markup;
  readonly content: readonly Markup[];
  /** Who made it. */
  readonly footer: Markup;
}

/** What steers a reader's eye instead of being read: control characters, and those that turn the direction of a text around. */
const steering = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * A page that is one file: no script, no font, no picture from elsewhere. The policy in its head forbids all of that, so that even a
 * mistake in a template could load nothing.
 */
export function page({ title, header, content, footer }: Page): string {
  const whole = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<header>${header}</header>
<main>
${content}</main>
<footer>${footer}</footer>
</body>
</html>
`;
  return whole.toString().replace(steering, ' ');
}
