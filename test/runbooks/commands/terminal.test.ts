import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { terminalOf } from '../../../src/runbooks/commands/terminal.ts';
import { Cancellation, Cancelled, type Question } from '../../../src/runbooks/runner/index.ts';

function sitting() {
  const input = new PassThrough();
  const output = new PassThrough();
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
  });
  const terminal = terminalOf({ input, output, screen: { width: 80, colour: false, unicode: true } });
  /** Types a line once these words stand there. */
  const type = async (after: string, line: string): Promise<void> => {
    while (!shown.endsWith(after)) await new Promise((later) => setTimeout(later, 2));
    input.write(`${line}\n`);
  };
  return { terminal, type, shown: () => shown };
}

const question: Question = {
  decision: 'leave-region',
  path: 'decide',
  role: 'commander',
  choices: ['go', 'wait', 'abort'],
  prompt: 'The zone is dark. Leave it?',
  askedAtUs: 0,
  known: {
    signals: [{ atSeconds: 60, via: 'sms', text: 'eu-west-1a: no machine answers' }],
    preflight: [{ id: 'kernel-alive', severity: 'error', ok: false, why: 'it does not answer' }],
  },
  cancelled: new Cancellation(),
};

describe('somebody at the terminal', () => {
  it('sees what is known, types a choice whole, and may say why', async () => {
    const { terminal, type, shown } = sitting();
    const answer = terminal.decide(question, 'anna');
    await type('go, wait or abort? ', 'g');
    await type('go, wait or abort? ', 'go');
    await type('(enter for none): ', 'customers call');
    expect(await answer).toEqual({ choice: 'go', by: 'anna', comment: 'customers call' });
    expect(shown()).toContain('DECISION  leave-region  step decide, asked of commander\n');
    expect(shown()).toContain('  NO    kernel-alive  it does not answer\n  The zone is dark. Leave it?\n');
    expect(shown()).toContain('  type go, wait or abort\n');
  });

  it('must say why a step is skipped', async () => {
    const { terminal, type } = sitting();
    const answer = terminal.decide({ ...question, choices: ['retry', 'skip', 'fail'] }, 'anna');
    await type('retry, skip or fail? ', 'skip');
    await type('why? ', '');
    await type('why? ', 'it was set by hand');
    expect(await answer).toEqual({ choice: 'skip', by: 'anna', comment: 'it was set by hand' });
  });

  it('is asked one thing after the other, and not what needs no answer any more', async () => {
    const { terminal, type, shown } = sitting();
    const cancelled = new Cancellation();
    const first = terminal.decide(question, 'anna');
    const second = terminal.decide({ ...question, role: 'director', escalatedFrom: 'commander', cancelled }, 'anna');
    await type('go, wait or abort? ', 'go');
    await type('(enter for none): ', '');
    await first;
    cancelled.cancel('it was answered');
    await expect(second).rejects.toThrow(Cancelled);
    expect(shown()).not.toContain('director');
  });

  it('is told when a question that stands there needs no answer any more', async () => {
    const { terminal, shown } = sitting();
    const cancelled = new Cancellation();
    const answer = terminal.decide({ ...question, cancelled }, 'anna');
    setTimeout(() => cancelled.cancel('it took longer than PT2H'), 30);
    await expect(answer).rejects.toThrow(Cancelled);
    expect(shown()).toContain('leave-region: no answer is needed any more (it took longer than PT2H)\n');
  });

  it('reads what happens meanwhile above the question, which stays', async () => {
    const { terminal, type, shown } = sitting();
    const answer = terminal.decide(question, 'anna');
    while (!shown().endsWith('abort? ')) await new Promise((later) => setTimeout(later, 2));
    terminal.say('09:18:55  machines: done');
    expect(shown().endsWith('\r\u001b[K09:18:55  machines: done\n  go, wait or abort? ')).toBe(true);
    await type('abort? ', 'wait');
    await type('(enter for none): ', '');
    expect(await answer).toEqual({ choice: 'wait', by: 'anna' });
  });
});
