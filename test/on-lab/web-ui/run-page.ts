/** What an operator does on the pages of Temporal's Web UI. The page holds everything twice, so only what shows counts. */
import type { FrameLocator, Locator, Page } from 'playwright-core';

export class RunPage {
  constructor(private readonly page: Page) {}

  /** Opens a start form by its link, types the input and starts. */
  async start(form: string, input: string): Promise<void> {
    await this.page.goto(form);
    await this.typeJson(this.page.locator('.cm-content'), input);
    // The editor reformats when it loses the focus, and the page moves: a click on the button itself would miss.
    await this.page.getByText('Workflow Type').filter({ visible: true }).first().click();
    await this.button('Start Workflow').click();
    await this.page.getByText('Workflow started successfully').filter({ visible: true }).first().waitFor();
  }

  async open(webUi: string, workflowId: string): Promise<void> {
    await this.page.goto(`${webUi}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`);
    await this.button('More Actions').waitFor();
  }

  /** The current details, once they say `text`. */
  async currentDetails(text: string): Promise<FrameLocator> {
    await this.page.getByText('User Metadata').filter({ visible: true }).first().click();
    const details = this.page.frameLocator('iframe');
    const wanted = details.getByText(text).first();
    while (!(await wanted.isVisible())) {
      await this.page.keyboard.press('r');
      await wanted.waitFor({ timeout: 2000 }).catch(() => undefined);
    }
    return details;
  }

  /** More Actions > Send an Update; returns what the page answers. */
  async sendUpdate(name: string, json: string): Promise<string> {
    await this.button('More Actions').click();
    await this.page.getByText('Send an Update').filter({ visible: true }).first().click();
    const dialog = this.page.locator('dialog[open]');
    await dialog.getByTestId('update-select-button').click();
    await dialog.getByRole('option').filter({ hasText: name }).first().click();
    await this.typeJson(dialog.locator('.cm-content'), json);
    await dialog.getByText('Update ID').first().click();
    await dialog.getByRole('button', { name: 'Submit' }).click();
    const refused = dialog.getByRole('alert').first();
    const accepted = this.page.getByText('Update successful').filter({ visible: true }).first();
    await refused.or(accepted).first().waitFor();
    if (!(await refused.isVisible())) {
      await dialog.waitFor({ state: 'detached' });
      await accepted.waitFor({ state: 'detached' });
      return 'Update successful';
    }
    const answer = await refused.innerText();
    await dialog.getByRole('button', { name: 'Cancel' }).last().click();
    return answer.trim();
  }

  /** Pasted, as an operator does it: on the tab User Metadata the page takes each typed "r" for its refresh key. */
  private async typeJson(editor: Locator, json: string): Promise<void> {
    await editor.filter({ visible: true }).first().click();
    await this.page.keyboard.insertText(json);
  }

  private button(name: string): Locator {
    return this.page.getByRole('button', { name }).filter({ visible: true }).first();
  }
}
