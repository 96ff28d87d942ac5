export interface Wanted {
  /** Less is of no use. */
  readonly least: number;
  /** More would stay empty. */
  readonly most: number;
}

/**
 * How many rows each of several boxes gets, one above the other: each what it needs at least, then the one with the focus as much as it
 * wants, then the others in order. What is left over goes to the one with the focus; where there is too little for all, it gets that.
 */
export function shareRows(rows: number, boxes: readonly Wanted[], focused: number): number[] {
  const shares = boxes.map(({ least }) => least);
  let left = rows - shares.reduce((sum, share) => sum + share, 0);
  const order = [focused, ...boxes.keys()];
  for (const index of order) {
    const more = Math.max(0, Math.min(left, boxes[index]!.most - shares[index]!));
    shares[index]! += more;
    left -= more;
  }
  shares[focused]! = Math.max(0, shares[focused]! + left);
  return shares;
}
