/**
 * Scenario and runbook files: from YAML texts to a validated plan of plain data.
 *
 * A **scenario** says what breaks, when, and what must still hold; a **runbook** what people do about it. Both are YAML. What comes out is
 * plain data that can be printed, hashed and put into a journal; nothing here runs anything.
 *
 * ```ts
 * const { scenario, runbooks } = loadScenario('scenarios/2011-08-07-eu-west-1.yaml', { variant: 'both-fixes' });
 * scenario.clock.horizonSeconds; // 57600
 * scenario.world.installations.main?.place; // { region: 'eu-west-1', zone: 'a' }
 * runbooks.get(scenario.runbook!.file)?.activate[0]?.id; // 'decide'
 * ```
 *
 * **One rule for names.** A key of the format is kebab-case in the file and camelCase here; a duration (`PT38M`)
 *   becomes a number of seconds and its key ends in `Seconds`. Names that users chose (installations, variants,
 *   variables, steps) and names of models stay as they are.
 *
 * **The way of a file.** `source` (size, text or not) -> `document` (YAML with positions; limits on depth and aliases)
 *   -> `variables` (defaults, then the variant, then `--var`) -> `templates` (`${{ vars.x }}` put in; expressions are
 *   CEL, see `expressions`) -> `schemas` (zod, unknown keys are errors) -> `checks` (names that point elsewhere) ->
 *   `Scenario` and `Runbook`.
 *
 * **Mistakes** are collected and thrown together as `FileProblems`: each is one line with file, line, column and the nearest valid name.
 *
 * What a step is given stays as written, because outputs of other steps may stand in it: `resolveStep` reads it when the step starts.
 * The kinds of steps, probes, faults and models are tables in `catalogue/`; who implements one finds its settings there, typed.
 */
export type { FaultEntry, OutputType, ProbeEntry, StepEntry, TargetType } from './catalogue/entry.ts';
export { type FaultName, type FaultWith, faultEntry, faultNames, faults } from './catalogue/faults.ts';
export { type ModelName, type Models, modelNames, models } from './catalogue/models.ts';
export {
  builtInEventNames,
  type CustomerRoleName,
  type InstallationRoleName,
  type InstanceTypeName,
  instanceTypeNames,
  type PhaseName,
  phaseNames,
  type RegionName,
  regionNames,
} from './catalogue/names.ts';
export {
  knownProbeNames,
  type ProbeName,
  type ProbeTolerance,
  type ProbeWith,
  probeEntry,
  probeNames,
  probes,
} from './catalogue/probes.ts';
export { knownStepNames, type StepName, type StepWith, stepEntry, stepNames, steps } from './catalogue/steps.ts';
export { letterMistake, zoneLetters } from './checks/names.ts';
export { type Distribution, type Draw, sample } from './distribution.ts';
export { formatDuration, parseDuration } from './duration.ts';
export { ExpressionError, evaluate, type Scope } from './expressions.ts';
export {
  type Loaded,
  type LoadedRunbook,
  type LoadOptions,
  loadRunbook,
  loadRunbookPlan,
  loadScenario,
  parseRunbookPlan,
  parseScenario,
} from './load.ts';
export {
  FileProblems,
  formatPath,
  formatProblem,
  hint,
  nearest,
  type Path,
  type Position,
  type Problem,
} from './problems.ts';
export { resolveInputs, resolveStep, StepInputError } from './resolve.ts';
export { actionsOf, allSteps, milestonesOf, stepsOf } from './runbook-parse.ts';
export * from './runbook-types.ts';
export * from './scenario-types.ts';
export { isRunbookFile, type Source, sourceBytesMax } from './source.ts';
export { type Validation, validateFile } from './validate.ts';
export type { VariableDeclaration, VariableType, VariableValue } from './variables.ts';
