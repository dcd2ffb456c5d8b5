# SPDX-License-Identifier: AGPL-3.0-or-later
## Reading
openpgp-opening = جارٍ الفتح…
openpgp-open = فتح
openpgp-sealed = مشفّرة طوال الطريق، وفُتحت هنا
openpgp-unsigned = بلا توقيع: قد يكون أي شخص كتبها.
# $signer is a name and an address.
openpgp-good = عليها توقيع { $signer }
openpgp-unknown = عليها توقيع، لكن مفتاحه غير معروف هنا.
openpgp-bad = التوقيع غير مطابق: إما أن أحدًا غيّر هذه الرسالة، أو أنها ليست من المصدر المذكور فيها.
openpgp-failed-noSecretKey = هذه الرسالة مشفّرة لمفتاح ليس هنا. يمكنك استيراد هذا المفتاح من الإعدادات، قسم OpenPGP.
openpgp-failed-damaged = تعذّر فتح هذه الرسالة: إما أنها تالفة، أو أنها من نوع غير معروف هنا.
# $label is what the key is called.
openpgp-passphrase = عبارة مرور { $label }
openpgp-wrong-passphrase = عبارة المرور هذه لا تفتح المفتاح.

## Writing
openpgp-seal = تشفير باستخدام OpenPGP
openpgp-seal-on = مشفّرة: لا يقرؤها إلا أنت ومن تصل إليهم. وموضوعها مخفي أيضًا.
openpgp-seal-off = لم تعد مشفّرة
# $people are names.
openpgp-missing = لا مفتاح معروفًا هنا لـ: { $people }. يمكنك إزالة هذه العناوين، أو إضافة مفاتيحها إلى جهات اتصالك، أو إرسال هذه الرسالة بلا تشفير.

## Settings
openpgp-what = بمفتاح خاص بك يمكنك قراءة ما شُفّر لك وتشفير رسائلك، طوال الطريق بينك وبين الآخرين. المفتاح محفوظ في خزنتك التي لا يفتحها أحد سواك، ويُستخدم في هذه الصفحة، لا في الخادم أبدًا.
openpgp-none = لا مفتاح بعد
openpgp-none-text = يمكنك إنشاء مفتاح، أو استيراد المفتاح المستخدم لديك في مكان آخر.
openpgp-make = إنشاء مفتاح
openpgp-make-text = من الآن فصاعدًا، يجد الآخرون نصفه العام عن طريق عنوانك.
openpgp-new-passphrase = عبارة مرور، إن أردت
openpgp-new-passphrase-hint = بوجودها لا يمكن استخدام مفتاحك حتى لمن استولى على الخادم وهو يعمل. وإذا نُسيت فلا يستطيع أحد استعادتها.
openpgp-passphrase-again = العبارة نفسها مرة أخرى
openpgp-differs = العبارتان غير متطابقتين.
openpgp-bring = استيراد مفتاح
openpgp-bring-text = بعد تصدير مفتاحك السري كنص من برنامجك الآخر، يمكنك لصقه هنا. وإن كانت له عبارة مرور فستبقى كما هي.
openpgp-armored = المفتاح السري
openpgp-not-a-key = هذا ليس مفتاح OpenPGP سريًا.
openpgp-since = هنا منذ { $date }
openpgp-default = يُستخدم لرسائلك
openpgp-is-published = يمكن للآخرين العثور عليه
openpgp-publish = السماح للآخرين بالعثور عليه
openpgp-withdraw = منع العثور عليه
openpgp-published = يجده الآخرون الآن عن طريق عنوانك
openpgp-withdrawn = لم يعد أحد يجده
openpgp-take-public = النصف العام
openpgp-take-secret = المفتاح كاملًا
openpgp-remove = إزالة
openpgp-remove-title = إزالة هذا المفتاح؟
openpgp-remove-text = ما شُفّر لهذا المفتاح لن تمكن قراءته هنا بعد الآن. عند الشك، يُفضّل تنزيل المفتاح كاملًا أولًا.
openpgp-failed-alreadyExists = هذا المفتاح موجود هنا بالفعل.
