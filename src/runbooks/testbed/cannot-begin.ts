/**
 * A scenario that is valid and still cannot begin: what it says of its world, together with what chance draws, leaves no world in which a
 * story could start. It is a mistake in the file, and no result.
 */
export class WorldCannotBegin extends Error {
  override readonly name = 'WorldCannotBegin';

  constructor(why: string) {
    super(`this world cannot begin: ${why}`);
  }
}
