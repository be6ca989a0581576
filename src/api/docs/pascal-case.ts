/** `gate_held` is `GateHeld`, `crm.leads` is `CrmLeads`. */
export function pascalCase(name: string): string {
  return name.replace(/(?:^|[_.])([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
