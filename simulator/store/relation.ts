/**
 * A many-to-many link, for example leads to contacts. Seeded links are a pure function of the left id; a changed
 * side is copied into an overlay. The first id on the right is the main one.
 */
export class Relation {
  private readonly changedLeft = new Map<number, number[]>();
  private readonly changedRight = new Map<number, number[]>();
  private seededLefts: Map<number, number[]> | undefined;

  constructor(
    private readonly seededRights: (left: number) => readonly number[],
    private readonly lefts: () => Iterable<number>,
  ) {}

  /** Ids linked to a left id, main first. */
  rightsOf(left: number): readonly number[] {
    return this.changedLeft.get(left) ?? this.seededRights(left);
  }

  /** Ids linked to a right id. */
  leftsOf(right: number): readonly number[] {
    return this.changedRight.get(right) ?? this.seeded().get(right) ?? [];
  }

  /** Links two ids; with `main` the right id becomes the first one. Linking twice changes nothing else. */
  link(left: number, right: number, main = false): void {
    const rights = this.rightsOf(left).filter((id) => id !== right || !main);
    if (main) rights.unshift(right);
    else if (!rights.includes(right)) rights.push(right);
    const lefts = this.leftsOf(right).filter((id) => id !== left);
    this.changedRight.set(right, [...lefts, left]);
    this.changedLeft.set(left, rights);
  }

  /** Takes a link away; unknown links are no error. */
  unlink(left: number, right: number): void {
    const lefts = this.leftsOf(right).filter((id) => id !== left);
    this.changedLeft.set(
      left,
      this.rightsOf(left).filter((id) => id !== right),
    );
    this.changedRight.set(right, lefts);
  }

  private seeded(): Map<number, number[]> {
    if (this.seededLefts) return this.seededLefts;
    const reverse = new Map<number, number[]>();
    for (const left of this.lefts()) {
      for (const right of this.seededRights(left)) {
        const known = reverse.get(right);
        if (known) known.push(left);
        else reverse.set(right, [left]);
      }
    }
    this.seededLefts = reverse;
    return reverse;
  }
}
