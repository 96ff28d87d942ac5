/** What was sent to the control is not what it takes; the message says what is wrong, a line for each mistake. */
export class Misread extends Error {
  override readonly name = 'Misread';
}
