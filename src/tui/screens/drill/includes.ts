/** What `/` looks for is in it, in capitals or not. */
export function includes(text: string, filter: string): boolean {
  return filter === '' || text.toLowerCase().includes(filter.toLowerCase());
}
