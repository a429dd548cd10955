import { Textarea } from '@mantine/core';

interface ReasonFieldProps {
  value: string;
  onChange(value: string): void;
  required?: boolean;
}

/** Goes into the audit. */
export function ReasonField({ value, onChange, required = false }: ReasonFieldProps) {
  return (
    <Textarea
      label="Reason"
      description="Shown to everyone in the audit trail"
      required={required}
      autosize
      minRows={1}
      maxRows={4}
      maxLength={1_000}
      value={value}
      data-autofocus
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
