/**
 * Every webhook field of Meta's WhatsApp Business Platform, and what it means here. As of the reference of August 2026; a field
 * that is not in the table is kept on the timeline of the people it names as "not understood".
 *
 * `messages`: what people write, and receipts of what we sent. `echoes`: what a colleague sent from the WhatsApp Business app.
 * `history`: old messages of both. `contacts`: the address book of that app. `preferences`: consent to marketing. `calls`: voice
 * calls. `user_ids`: a person's id has changed. `account`: nothing about a person.
 */
export type FieldMeaning = "messages" | "echoes" | "history" | "contacts" | "preferences" | "calls" | "user_ids" | "account"

export const WEBHOOK_FIELDS: Readonly<Record<string, FieldMeaning>> = {
  messages: "messages",
  standby: "messages",
  message_echoes: "echoes",
  smb_message_echoes: "echoes",
  history: "history",
  smb_app_state_sync: "contacts",
  user_preferences: "preferences",
  calls: "calls",
  user_id_update: "user_ids",
  account_alerts: "account",
  account_review_update: "account",
  account_settings_update: "account",
  account_update: "account",
  automatic_events: "account",
  business_capability_update: "account",
  business_status_update: "account",
  business_username_update: "account",
  consumer_profile: "account",
  flows: "account",
  group_lifecycle_update: "account",
  group_participants_update: "account",
  group_settings_update: "account",
  group_status_update: "account",
  message_template_components_update: "account",
  message_template_quality_update: "account",
  message_template_status_update: "account",
  messaging_handovers: "account",
  partner_solutions: "account",
  payment_configuration_update: "account",
  phone_number_name_update: "account",
  phone_number_quality_update: "account",
  security: "account",
  template_category_update: "account",
  template_correct_category_detection: "account",
  tracking_events: "account",
}
