import { Button, type ButtonProps } from '@mantine/core';

export function ReloadButton(props: ButtonProps) {
  return (
    <Button variant="default" {...props} onClick={() => window.location.reload()}>
      Reload
    </Button>
  );
}
