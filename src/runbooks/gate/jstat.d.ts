declare module 'jstat' {
  interface Statistics {
    /** The regularised incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number;
    /** The x at which the regularised incomplete beta function I_x(a, b) is p: the p-quantile of the beta distribution. */
    ibetainv(p: number, a: number, b: number): number;
  }
  const jstat: Statistics;
  export default jstat;
}
