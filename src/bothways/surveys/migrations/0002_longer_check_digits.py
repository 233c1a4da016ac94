from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='respondent',
            name='check_digits',
            field=models.CharField(max_length=4),
        ),
    ]
