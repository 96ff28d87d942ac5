export type VariableType = 'string' | 'duration' | 'number' | 'integer' | 'boolean';

/** A duration is kept as text (`PT38M`): it is read where it is used. */
export type VariableValue = string | number | boolean;

/** A variable of a scenario, or an input of a runbook. */
export interface VariableDeclaration {
  readonly type: VariableType;
  /** Without a default the caller must give a value. */
  readonly default?: VariableValue;
  readonly enum?: readonly VariableValue[];
  readonly description?: string;
}
