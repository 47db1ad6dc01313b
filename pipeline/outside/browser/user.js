// What Thunderbird is told in its empty profile: to ask nobody anything, and to reach nothing.
user_pref("app.donation.eoy.version.viewed", 9999);
user_pref("app.update.auto", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("mail.shell.checkDefaultClient", false);
user_pref("mail.spotlight.firstRunDone", true);
user_pref("mailnews.start_page.enabled", false);
user_pref("mailnews.start_page_override.mstone", "ignore");
user_pref("marionette.port", 0); // any free one: it is written into the profile
user_pref("network.proxy.http", "127.0.0.1"); // whatever a message or the program itself asks for, nothing leaves this machine
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
user_pref("network.proxy.type", 1);
user_pref("toolkit.telemetry.enabled", false);
user_pref("ui.useOverlayScrollbars", 1); // else the scroll bar is part of the width
