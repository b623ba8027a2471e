"""The sentence for each problem's code. Sorted by code; marked with N_ so that they are collected for translation.

{file}, {row} and {column} are put in front of the sentence where a problem has them: do not repeat them in it.
"""

from __future__ import annotations

from pos_assist.domain.marking import N_

PROBLEMS: dict[str, str] = {
    "all_given_back": N_("Everything of receipt {number} has been given back already. There is nothing left to void."),
    "code_wrong": N_("That is not the recovery code. It has 16 digits, in groups of four."),
    "coupon_gone": N_(
        "The offer on the customer's receipt has been used meanwhile. The total is worked out again without it: take the"
        " money once more."
    ),
    "already_taken_back": N_("The receipts of this import were taken back already."),
    "no_api": N_(
        "No till listens for other programs. Open the companion window, or turn on “Other programs may send orders” and start the counter again."
    ),
    "who_consents": N_("Write the name of who agrees: it is kept with the date."),
    "not_a_profile": N_("This is no profile of a display, or it is damaged ({reason})."),
    "newer_profile": N_("This profile was made by a later version of the program ({version})."),
    "not_a_recording": N_("This is no recording of a display, or it is damaged ({reason})."),
    "newer_recording": N_("This recording was made by a later version of the program ({version})."),
    "cannot_learn": N_("Nothing on screen {screen} says so. Mark another example."),
    "against_a_mark": N_("Then screen {screen}, which you marked, would be read otherwise. Look at both again."),
    "no_feed_consent": N_(
        "The owner has not agreed yet that the other register is followed. See “pos-assist feed consent”, or Other register in the back office."
    ),
    "bad_mark": N_("“{value}” is no mark. Write the number of a screen and what it is, such as 12=total."),
    "feed_off": N_("{why}. {do}"),
    "feed_driven": N_("Another program sends this till the orders. Stop that one, or this one."),
    "feed_refused": N_("The till refused the call: {message} ({code})."),
    "address_unusable": N_("Nothing can listen at {address}: {reason}"),
    "port_taken": N_(
        "Another program already listens at port {port} of this computer. Close it, or choose another port."
    ),
    "no_such_printer": N_("No printer answers at {printer}. Is it on, and is the address right?"),
    "relay_port": N_("The port is a number from 1 to 65535, such as 9100, not “{value}”."),
    "relay_to_itself": N_(
        "{printer} is the relay itself. Write the printer's own address, as it stands on its test print."
    ),
    "relay_source": N_("Write the serial port that the register's cable is at, such as COM3."),
    "relay_sink": N_("Write the serial port that the display's or printer's cable is at, such as COM4."),
    "relay_one_port": N_("{port} cannot be both: register and printer need a port each."),
    "relay_folder": N_("Choose the folder that the register writes its journals into."),
    "port_gone": N_("The serial port {port} is gone. Is its cable in?"),
    "unreadable_journals": N_("The folder {file} cannot be read: {reason}"),
    "relay_runs": N_("The relay runs already."),
    "no_relay_plan": N_(
        "The relay is not set up yet: say from where to where, or set it up in the back office, Other register."
    ),
    "relay_not_started": N_("The relay did not start. Try it in a terminal: {command}"),
    "port_unusable": N_("The serial port {port} cannot be used: {reason}"),
    "no_port": N_("No port is free for other programs on this computer ({reason})."),
    "sold_elsewhere": N_("This was sold at the other register: take it back there."),
    "already_voided": N_("Receipt {number} is voided already."),
    "backup_failed": N_(
        "The copy did not hold what the shop holds, so it does not count. Try again; if it fails again, check the disk."
    ),
    "badge_taken": N_("The code {code} is another person's, or an item's. Take another."),
    "bad_amount": N_("Give an amount of money greater than zero."),
    "bad_barcode": N_("“{value}” is not a barcode: 1 to 48 letters, digits and “-”."),
    "bad_case": N_("The pricing case is not as expected in {where}: {reason}."),
    "bad_check_digit": N_("The check digit of the barcode {value} is wrong. Was a digit mistyped?"),
    "bad_choice": N_("“{value}” is not one of: {choices}."),
    "bad_color": N_("“{value}” is not a colour. Write it as #RRGGBB."),
    "bad_columns": N_("“{value}” says no column. Write it as date=日付, with commas between several."),
    "bad_csv": N_("The file is not a well-formed CSV here: {reason}. Look for a quotation mark that is not closed."),
    "bad_count": N_("That is no count: whole numbers of notes and coins, from 0."),
    "bad_next_float": N_("The float for the next day is more than was counted."),
    "bad_currency": N_("“{value}” is not a currency. Write its three letters, such as JPY."),
    "bad_date": N_("“{value}” is not a date. Write it as 2026-11-22."),
    "bad_discount": N_("That cannot be taken off. Type a number from 1 to {most}."),
    "bad_guests": N_("That is no number of guests: 0 to {most}."),
    "bad_table": N_("A table or call number has at most {most} letters and digits."),
    "needs_price": N_("“{name}” has no price of its own: type the price, then press its key."),
    "nothing_to_discount": N_("Scan the item first, then the sticker on it; each sticker is for one unit."),
    "bad_flag": N_("“{value}” is neither yes nor no. Write 1 or 0."),
    "bad_hours": N_("“{value}” are no hours. Write them as 10:30-14:00, or 22:00-02:00 past midnight."),
    "json_too_deep": N_("lists or objects are nested too deeply"),
    "json_number": N_("a number has far too many digits"),
    "bad_json": N_("This is not the JSON that was expected: {reason}."),
    "unknown_member": N_("No member has that card."),
    "member_exists": N_("That card is a member's already."),
    "no_such_member": N_("There is no such member any more."),
    "bad_member": N_("That is not a member's number: at most {most} letters and digits, in one line."),
    "bad_money": N_("“{value}” is not an amount. Write it in digits, from 0 to 9999999."),
    "bad_number": N_("“{value}” is not a number. Write a whole number from 0 to {most}."),
    "bad_options": N_(
        "“{value}” is no group of options. Write “Milk[1]: cow | soy +50; Extras[0-2]: syrup +30 | cream +40”: at most 8 groups,"
        " no name twice."
    ),
    "bad_pack": N_("This is not a pack, or it is broken. Have it made and copied again."),
    "bad_price": N_("“{value}” is not a price. Write it in digits, with at most two decimals."),
    "bad_quantity": N_("“{value}” is not a quantity. Write a whole number from 1 to {most}."),
    "bad_setting": N_("The setting “{name}” cannot be “{value}”. Write {may}."),
    "bad_table_name": N_("Call the file NAME.xlsx or NAME.csv."),
    "bad_time": N_("“{value}” is not a date and time. Write it as 2026-11-22 09:30:00."),
    "bad_xlsx": N_("This is not a spreadsheet that can be read. Save it again as “Excel workbook (.xlsx)”."),
    "barcode_taken": N_("The barcode {barcode} belongs to “{item}” already. Take it away there first."),
    "being_paid": N_("Money has been taken for this order. Finish it, or go back and return the money."),
    "bad_share_file": N_("This sales file is not of the form that tills write. Nothing of it was taken."),
    "built_on": N_("{who} changed the same thing on {at}. Undo that first."),
    "cannot_open": N_("The file cannot be opened or made. Check that its folder is there and may be written to."),
    "cannot_write": N_("It cannot be written there: {reason}. Choose another place."),
    "catalog_changed": N_("Somebody changed the shop in between. Nothing was written: look at it again."),
    "cell_too_long": N_("“{value}…” is too long: at most {most} characters."),
    "changed_since": N_("“{key}” was changed since, at the counter or by a file. Nothing was undone."),
    "code_taken": N_("There is an item with the code “{value}” already."),
    "contradicts": N_("“{value}” contradicts an earlier row of the same deal."),
    "foreign_sales_folder": N_(
        "No till writes to this folder: somebody or a program copied one. It was passed over; its sales are counted where the till gave them."
    ),
    "foreign_list": N_(
        "This is {what} of {system}, so nothing can be learned from it about what is bought together. {export}"
    ),
    "import_stopped": N_("Nothing was imported."),
    "in_the_future": N_(
        "“{value}” lies in the future. Is the year right? Put the date right in the file and import it again."
    ),
    "coupon_over": N_("This offer could be used until {until}."),
    "coupon_used": N_("This offer has been used already."),
    "database_busy": N_("Another program is using the shop's file. Close it and try again; nothing was lost."),
    "database_error": N_(
        "The shop's file could not be used. Close the program and start it again; finished sales are safe."
    ),
    "deal_amount_too_large": N_(
        "“{deal}” takes off {amount}, but the cheapest way to fill it costs only {parts}. Take off at most {parts}."
    ),
    "deal_beaten": N_("“{deal}” is never better than “{other}”, which takes the same items for no more."),
    "deal_dates_reversed": N_("“{deal}” ends before it begins, so it is never in force. Exchange its dates."),
    "deal_days_missed": N_("“{deal}” is never in force: none of its weekdays lies between its dates."),
    "deal_dearer_for_some": N_(
        "“{deal}” costs {price}, but the cheapest items in it cost {parts} alone. It is not formed for those."
    ),
    "deal_dearer_than_parts": N_(
        "“{deal}” costs {price}, but even the dearest items in it cost only {parts} alone. It is never formed."
    ),
    "deal_extra_unknown": N_("A surcharge is given for an item that is not in the slot."),
    "deal_field_missing": N_("This has to be given."),
    "deal_field_unknown": N_("There is nothing of that name here. Is it misspelt?"),
    "deal_field_wrong": N_("“{value}” was found where {expected} is needed."),
    "deal_hours_empty": N_(
        "“{deal}” never holds at {hours}: these hours end when they begin. Give them another end, or take them out."
    ),
    "deal_no_slots": N_("“{deal}” has no slot for items."),
    "deal_saves_nothing": N_("“{deal}” takes off less than the smallest coin of every item in it. It is never formed."),
    "deal_slot_empty": N_("Nothing can fill slot {slot} of “{deal}”: the shop sells none of its items."),
    "deal_twice": N_("The deal “{id}” is there twice. Give one of them another id."),
    "deal_unknown_item": N_("The deal “{deal}” names an item “{value}” that the shop does not have."),
    "department_used": N_("The department “{value}” still has items, such as “{name}”. Move them first."),
    "disk_error": N_(
        "The disk failed while it was read or written. Stop selling on this computer; finished sales are kept as far as the disk holds them. Call for help."
    ),
    "disk_error_copied": N_(
        "The disk failed while it was written. Stop selling on this computer; finished sales are kept as far as the disk holds them, and a copy was made in {copy}. Call for help."
    ),
    "disk_full": N_(
        "The disk is full. Delete files that are not needed, or empty the recycle bin, then try again; what was saved is safe."
    ),
    "empty_cell": N_("The cell is empty, but a value is needed."),
    "empty_file": N_("The file is empty, or its first line is. The names of the columns belong there."),
    "encoding": N_("The text is neither UTF-8 nor Shift_JIS (CP932). Save the file as “CSV UTF-8”."),
    "entries_lost": N_(
        "{n} entries (sales or changes) that once were written are in neither this file nor its journal: an older copy was put here. Look for the newer one, beside the backups too, before you sell on."
    ),
    "file_missing": N_("Choose a file first."),
    "file_replaced": N_(
        "Another file was put in the place of the shop's while it was open, perhaps by a program that copies folders. Nothing more is written. Close the program, stop that copying, and start again: the journal brings the sales back."
    ),
    "file_replaced_copied": N_(
        "Another file was put in the place of the shop's while it was open, perhaps by a program that copies folders. Nothing more is written; all sales until now are in {copy}. Close the program, stop that copying, and start again: the journal brings the sales back."
    ),
    "file_too_large": N_("The file is larger than {most}."),
    "file_unreadable": N_("The file cannot be read: {reason}."),
    "file_unwritable": N_(
        "The file cannot be written: {reason}. If it is open in another program, such as Excel, close it there first."
    ),
    "not_a_picture": N_("This is no picture that can be shown. Save it as one of these: {kinds}."),
    "forbidden_character": N_(
        "There is an invisible or control character ({character}). Delete it and type the text again."
    ),
    "import_needs_path": N_("Say which file or folder to import."),
    "import_needs_shop": N_("Say into which shop with --shop: a new name or path, or a shop that is there."),
    "in_synced_folder": N_(
        "{folder} is copied to the internet file by file, which can damage a shop's sales. Choose a folder that is not, or"
        " move the shop's files to one; backups may lie there."
    ),
    "is_folder": N_("This is a folder, not a file."),
    "journal_missing": N_(
        "The journal is missing or cannot be read: every sale after {until} would be lost. If it lies elsewhere, put it beside the shop's file; to go on with the backup alone, add --accept-loss."
    ),
    "journal_behind": N_(
        "The journal could not be written. {cause} The sale is safe in the shop's file; the journal is made good with the next sale."
    ),
    "key_fixed": N_("The key {key} has its own meaning here and cannot be given away."),
    "key_taken": N_("The key {key} does something else already: {function}."),
    "last_manager": N_("Somebody must stay a manager."),
    "leaned_on": N_("Something that came later stands on this (“{what}”). Undo that first."),
    "locked": N_("This shop is open in another window or program already. Use that one, or close it first."),
    "long_name": N_("The name is too long. Choose a shorter one."),
    "manager_needs_pin": N_("A manager needs a PIN of 6 digits: give {name} a new one."),
    "list_no_receipts": N_(
        "This seems to be a list of items, not of sales: it has no column of dates. Begin from nothing, then read it in the back office, under Files. It has: {found}."
    ),
    "missing_column": N_("There is no column “{name}”. The file has: {found}."),
    "name_empty": N_("Give a name of at most 40 characters."),
    "name_taken": N_("{name} is here already."),
    "needs_printer": N_(
        "Say the address of the printer behind the register's port, such as 192.168.0.20, not «{value}»."
    ),
    "needs_answer": N_(
        "This file needs an answer: {questions} Run the command in a terminal, or add --yes to take what is offered."
    ),
    "newer_database": N_(
        "A newer version of this program wrote this file (format {version}; this one knows up to {known}). Install the newer version; nothing was changed."
    ),
    "bad_address": N_(
        "“{value}” is no address of a device. Write tcp:192.168.1.50:9100, serial:COM3 or file:/dev/usb/lp0."
    ),
    "no_installer": N_("The installer could not be opened. Nothing was installed; open {file} by hand."),
    "no_printer": N_("No receipt printer is set up. The back office has it: Settings, Devices."),
    "no_drawer": N_("No cash drawer is set up. The back office has it: Settings, Devices."),
    "no_room_for_update": N_("A new version needs {megabytes} MB of room on the disk. Make room and try again."),
    "no_way_back": N_("There is no package of the version before to go back to."),
    "reason_missing": N_("Say why: the reason is kept."),
    "no_change_from_card": N_("Only cash gives change. {due} is due."),
    "no_deals_in_file": N_("There is no list of deals in this file."),
    "no_room": N_(
        "Only {megabytes} MB are left on the disk. Make room before the next sale; the one under way can be finished."
    ),
    "no_room_for_backup": N_("A backup needs {megabytes} MB of room on the disk. Make room and try again."),
    "no_room_for_import": N_(
        "There is no room for the import's temporary file: {reason}. Make room on the disk and try again; nothing was changed."
    ),
    "no_receipts": N_(
        "This is {what}: it does not say what was on each receipt. Export the receipts line by line (売上明細, 取引明細): a row for each item, with its date and its receipt’s number."
    ),
    "no_rows": N_("The file has a header but no rows."),
    "no_screen": N_(
        "There is no screen here, so no window can open. `pos-assist --help` lists what works in a terminal."
    ),
    "needs_extra": N_("{what} is not installed. Install it with: pip install 'pos-assist[{extra}]'"),
    "needs_java": N_("Spark needs Java 17 or newer, and there is none here. DuckDB counts the same: --engine duckdb."),
    "no_share_folder": N_(
        "The shared folder {folder} cannot be reached. The till goes on selling; what it sold is given to the folder as soon as"
        " it is there again."
    ),
    "no_share_set": N_("This shop has no shared folder yet. Name one: --folder DIR, or the setting shared_folder."),
    "no_such_change": N_("There is no such change."),
    "no_such_column": N_("There is no column “{name}” to be named here. It may be: {known}."),
    "no_such_department": N_("There is no department “{value}”."),
    "not_a_file": N_("That is a device or a pipe, not a file. Copy what is in it to a file first."),
    "no_such_batch": N_("There is no import with the number {number}. `pos-assist import list` shows them."),
    "not_trusted": N_("No shop with the key {key} is trusted here."),
    "no_such_file": N_("There is no such file."),
    "no_such_folder": N_("There is no such folder."),
    "no_such_option": N_("“{name}” is no option of this item."),
    "no_such_item": N_("There is no item “{code}”."),
    "no_such_line": N_("That line is not in the order any more."),
    "no_such_order": N_("That order is not on hold any more."),
    "no_such_person": N_("Nobody here is called “{name}”."),
    "no_such_receipt": N_("There is no such receipt."),
    "no_such_sample": N_("There is no sample shop “{name}”. There are: {names}."),
    "lost_shop": N_(
        "The shop's file is gone or empty, but its journal or a backup is here. Bring the shop back with “pos-assist shop rebuild”; nothing was changed."
    ),
    "no_such_setting": N_("There is no setting “{name}”. `pos-assist settings list` names them all."),
    "no_such_shop": N_("There is no shop “{name}” in {folder}. `pos-assist shop new` makes one."),
    "no_wal": N_(
        "This folder's file system cannot keep sales safe. Choose a folder on this computer's own disk, not on a share."
    ),
    "not_a_backup": N_("That is the shop's own file, not a backup of it."),
    "not_a_journal": N_("This file is not a journal of a shop, or nothing of it can be read."),
    "not_allowed": N_("{name} may not do this. Ask a manager."),
    "not_ours": N_("This is not a shop of this program. Nothing was changed."),
    "not_saved": N_("The sale was not saved. {cause} The order is still here: press pay again once that is done."),
    "not_undoable": N_("What was done about people is not taken back here. Change it again under Settings, People."),
    "nothing_sold": N_("No row of this file is the sale of an item. What most of them are: {most}."),
    "nothing_to_hold": N_("The order is empty: there is nothing to put on hold."),
    "nothing_to_pay": N_("The order is empty: there is nothing to pay."),
    "nothing_to_recover": N_("There is neither a backup nor a journal to bring the shop back from."),
    "not_a_table": N_("This is {what}, not a table. Export the receipts as CSV or as an Excel file."),
    "not_while_paying": N_("“{function}” ({key}) has no place while paying. Esc leads back to the order."),
    "not_eaten_here": N_("Nobody eats in this shop; the shop’s settings change that (“Guests can eat here”)."),
    "nothing_to_redo": N_("There is nothing to do again."),
    "no_price_without_tax": N_(
        "“{value}” is a price with tax, this shop's prices are without it, and no whole price comes to it. Put the price without tax into the file."
    ),
    "nothing_to_refund": N_("Say how many of which line are given back."),
    "nothing_to_reopen": N_("There is no receipt of today that could be opened again."),
    "nothing_to_undo": N_("There is nothing to undo."),
    "number_not_used": N_("{digits} was typed before and is not used: press × behind a quantity, Enter behind a code."),
    "on_a_share": N_(
        "This is a folder of another computer. A shop must lie on this computer's own disk; backups may lie there."
    ),
    "older_database": N_(
        "An older version wrote this file. Open the shop once with this program, so that it is brought up to date."
    ),
    "only_practice": N_("This is practice: nothing is changed. Leave practice first."),
    "other_currency": N_("The prices in it are in {there}, those of this shop in {here}. Nothing was changed."),
    "other_prices": N_(
        "The prices in it are {there}, those of this shop are {here}. Nothing was changed. If the shop now has its prices so, first change “{name}” in its settings."
    ),
    "other_prices_column": N_(
        "Its prices are {there}, those of this shop are {here}. If the shop's prices are {there}, first change “{name}” in its settings; else put a column with the other price into the file."
    ),
    "other_prices_then": N_(
        "This receipt is of a time when prices were {there}; now they are {here}. Refund it instead."
    ),
    "other_shop_file": N_("That file is of another shop. Nothing was changed; a shop of its own opens it as it is."),
    "other_shop": N_("The journal belongs to another shop than the backup."),
    "other_table": N_("This is a table of {kind}. Import it as that."),
    "pack_forged": N_("The pack was changed after it was signed, or its copy is broken. Nothing was taken from it."),
    "pack_newer": N_("The pack was made by a newer version of pos-assist ({format}). Update this one first."),
    "pack_older": N_("A newer pack of this shop was taken already (number {known}; this is number {serial})."),
    "pack_key_changed": N_(
        "“{name}” signed its packs with another key until now ({known}); this one bears the key {key}. Ask that shop for its"
        " key by telephone, and take the pack only if it is the same."
    ),
    "pack_unknown": N_(
        "The pack is signed by a shop that is not known here yet, with the key {key}. Take it only if you know who made it."
    ),
    "pack_unsigned": N_("The pack is not signed: anybody can have made it. Take it only if you know who did."),
    "pin_easy": N_("That PIN is guessed first: not one digit again and again, not a run, not a date."),
    "pin_length": N_("A PIN has 4 to 12 digits, a manager's at least 6."),
    "no_pin": N_("{name} has no PIN yet. A manager gives one under Settings, People."),
    "pin_needed": N_("This needs a PIN here: say whose, and type it."),
    "cashier_missing": N_("Who sells? Sign in first, by name, code or badge."),
    "nothing_to_close": N_(
        "Nothing was sold or moved since Z report {number} ({at}), and nothing was closed. For an empty report, add --empty."
    ),
    "day_closed_meanwhile": N_("The day was closed meanwhile. Look at it again."),
    "day_open_already": N_("The float was counted already. Put more in, or take some out, as cash in or out."),
    "no_such_badge": N_("Nobody here has the code {code}."),
    "no_such_close": N_("There is no Z report {number}."),
    "pin_wait": N_("Too many wrong PINs. Wait {seconds} seconds."),
    "pin_wrong": N_("Wrong PIN."),
    "pins_differ": N_("The two PINs differ. Type them again."),
    "plan_has_problems": N_("The file has mistakes: nothing was written. See above."),
    "price_has_fraction": N_(
        "Some prices have decimals, but prices in {currency} are whole. A new shop takes another currency with --currency."
    ),
    "read_only": N_("The file may not be written to. Check the rights of the file and its folder."),
    "receipt_twice": N_(
        "The receipt {value} is in the shop already, or comes twice in the file. Nothing was imported."
    ),
    "refund_too_many": N_("At most {most} of “{name}” can be given back."),
    "register_items": N_("This is {register}'s list of products, not of receipts. Import it as items."),
    "register_receipts": N_("These are receipts of {register}, not products. Import them as receipts."),
    "receipts_no_list": N_("These are receipts, not a list of items. Read them under Files, Receipts read."),
    "odd_name": N_(
        '“{name}” cannot be a shop’s name: a name is not empty, has none of < > : " / \\ | ? *, begins with no dot or'
        " space, ends with none, and is not very long. Choose another name."
    ),
    "no_home": N_("This account has no home folder. Say with --data-dir where the shops are kept."),
    "reserved_name": N_("Windows keeps the name “{name}” for itself. Choose another name."),
    "code_became_day": N_(
        "“{value}” was a code that a spreadsheet turned into a day. Export the file again and do not save it in a spreadsheet, or make the column text."
    ),
    "prices_while_open": N_(
        "An order is open or put aside. What prices are can only be changed while there is none: finish the orders first, or void them."
    ),
    "ruined_code": N_(
        "“{value}” was a long number once: a spreadsheet has rounded it, and its last digits are lost. Export the file again and do not save it in the spreadsheet; or make the column text there."
    ),
    "set_at_creation": N_("“{name}” is set when the shop is made; it cannot be changed afterwards."),
    "setting_unusable": N_(
        "The setting “{name}” is kept as “{value}”, which it cannot be; the usual value ({usual}) counts instead. Set it again."
    ),
    "shop_name_empty": N_("Give the shop a name; it stands on the counter and on receipts."),
    "sales_wait_for_file": N_(
        "A file in the shared folder that bears this till's name cannot be read now: {file}. Sales that it may have wait until it can. If it stays so, delete it."
    ),
    "share_file_damaged": N_(
        "What is in the file is not what its name says: a copy under way, or a damaged disk. It is tried again by itself."
    ),
    "share_file_newer": N_("A newer version of the program wrote this file. Bring this one up to date."),
    "shop_exists": N_("There is a shop already at this place. Choose another name; nothing was changed."),
    "bad_days": N_("From “{first}” until “{last}” are no days. Write them as 2026-11-25, the earlier one first."),
    "scan_over_page": N_("“{code}” was not rung up: something else is open. Close it, then scan again."),
    "tender_not_taken": N_("“{tender}” is not among the ways to pay of this shop (Settings → The shop)."),
    "end_of_scan": N_("That key may have come from the scanner. Press Enter again to take the money."),
    "scan_torn": N_("A scan came in pieces (… {code}). Look at the order and scan again."),
    "sold_out": N_("“{name}” is sold out."),
    "staff_exists": N_("This till has its staff already. Ask a manager."),
    "to_itself": N_("“{value}” points to itself."),
    "too_many_options": N_("Of “{name}” at most {most} can be chosen. Take one back first."),
    "too_many": N_("At most {most} of one item in a line."),
    "too_many_cells": N_(
        "The row has {cells} cells, the header {width}. Is a comma in a name without quotation marks?"
    ),
    "too_many_columns": N_("The file has more than {most} columns."),
    "too_many_items": N_("The file has more than {most} different items. Is the right column in “item”?"),
    "too_many_lines": N_("The receipt “{value}” has more than {most} lines. Is the right column in “receipt_id”?"),
    "too_many_open": N_(
        "Too many files are open on this computer. Close other programs and try again; what was saved is safe."
    ),
    "barcode_left_out": N_("“{value}” is no barcode that can be scanned; the item is taken without it."),
    "least_price_taken": N_("“{value}” is the least of several prices; the item is taken with that one."),
    "no_item_row": N_("“{value}” is no item."),
    "too_many_rows": N_("The file has more than {most} rows."),
    "twin_column": N_("The column stands twice in the header."),
    "twin_row": N_("“{value}” is there already, in row {first}."),
    "needs_weight": N_("{name} is sold by weight. Scan its label, or type the grams and press its key."),
    "no_price_by_weight": N_("The label says a weight, but {name} has no price per 100 g. Set it in the back office."),
    "unknown_label": N_(
        "The label {code} cannot be read as a price. Set the pattern of your labels in the back office."
    ),
    "unknown_barcode": N_("No item has the barcode {code}. Nothing was added."),
    "unknown_blank": N_("{value} cannot stand in this line. What can: {may}"),
    "unknown_department": N_("There is no department “{value}” in departments.csv."),
    "unknown_item": N_("There is no item “{value}” in items.csv."),
    "json_no_table": N_(
        "This file is JSON, not a table. With the other files of its folder it comes in by “pos-assist import shop FOLDER”."
    ),
    "unknown_table": N_(
        "This is no list of items, nor a table of departments, upgrades, pairings, deals or perks. A list of items has a row of titles, such as Item name and Price. It has: {found}."
    ),
    "unreadable": N_(
        "The file is damaged. It was left as it is. Bring the shop back with “pos-assist shop rebuild”, from the newest good backup and the journal."
    ),
    "update_changed": N_(
        "{file} is not what it was when it was chosen, or it was not copied whole. Nothing was installed. Choose the package again."
    ),
    "upgrade_loop": N_("The upgrades from “{value}” lead back to it."),
    "zeros_lost": N_("“{value}” is not here, but {known} is: a spreadsheet took the zeros away. Make the column text."),
}
